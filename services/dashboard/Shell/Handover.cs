using CauseFlow.Dashboard.Api;
using CauseFlow.Dashboard.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace CauseFlow.Dashboard.Shell;

/// <summary>Reads once what is drawn twice: first as a plain answer, then by the connection of the same page.</summary>
public sealed class Handover(HandoverStore store, CauseFlowApi api, PersistentComponentState state, IHttpContextAccessor http)
{
    private const string HubPath = "/_blazor";

    private bool IsFirstDrawing =>
        http.HttpContext is { WebSockets.IsWebSocketRequest: false, Request.Path: var path } && !path.StartsWithSegments(HubPath);

    /// <param name="key">Unique on the page, with what it depends on (an id, a filter).</param>
    /// <param name="read">Asks the API.</param>
    public async Task<T> OnceAsync<T>(string key, Func<Task<T>> read)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(read);
        if (state.TryTakeFromJson<string>(key, out var id) && id is not null && store.TryTake<T>(id, out var known))
        {
            return known;
        }

        var before = api.BytesRead;
        var value = await read();
        if (IsFirstDrawing && store.Put(value, api.BytesRead - before, Sessions.PersonOf(http.HttpContext!.User) ?? "") is { } name)
        {
            state.RegisterOnPersisting(() =>
            {
                state.PersistAsJson(key, name);
                return Task.CompletedTask;
            }, RenderMode.InteractiveServer);
        }

        return value;
    }
}
