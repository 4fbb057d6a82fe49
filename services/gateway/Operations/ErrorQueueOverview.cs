using System.Net.Http.Headers;
using System.Text.Json;
using CauseFlow.Gateway.Routes;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Gateway.Operations;

/// <summary>Asks every service behind the gateway, in parallel, for its error queues, in the caller's name.</summary>
internal sealed class ErrorQueueOverview(IHttpClientFactory clients, IConfiguration configuration, ServiceTokens tokens)
{
    public const string ClientName = "gateway: error queues of services";
    public const int MaxAnswerBytes = 256 * 1024;

    public async Task<ErrorQueues> LookAsync(CallerIdentity caller, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(ServiceClusters.Names.Select(
            async name => (Name: name, Queues: await AskAsync(name, caller, cancellationToken))));
        return new ErrorQueues(
            [.. answers.SelectMany(answer => answer.Queues ?? [])],
            [.. answers.Where(answer => answer.Queues is null).Select(answer => answer.Name)]);
    }

    private async Task<IReadOnlyList<ErrorQueue>?> AskAsync(
        string name, CallerIdentity caller, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(new Uri(configuration[$"Services:{name}:ApiUrl"]!), $"/v1/operations/error-queues/{name}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.ForCaller("gateway", name, caller));
            using var answer = await client.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode
                ? (await answer.Content.ReadFromJsonAsync<Answer>(cancellationToken))?.Items
                : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <param name="Items">The queues of every service that answered.</param>
    /// <param name="Unreachable">The services that did not, or that cannot reach RabbitMQ.</param>
    internal sealed record ErrorQueues(IReadOnlyList<ErrorQueue> Items, IReadOnlyList<string> Unreachable);

    internal sealed record ErrorQueue(string Service, string Queue, long Count, DateTimeOffset? Oldest);

    private sealed record Answer(IReadOnlyList<ErrorQueue>? Items);
}
