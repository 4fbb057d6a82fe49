using System.Text;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Events;

/// <summary>
/// Writes an incident's steps as server-sent events, from the table, so that every replica shows the steps of all.
/// ASP.NET's own result for such events has no comments, which a silent stream needs to be kept open by proxies.
/// </summary>
public sealed class EventStream(
    IDbContextFactory<InvestigationsDbContext> contexts, TimelineSignal signal, IOptions<InvestigationsOptions> options,
    TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int BatchSize = 200;

    /// <summary>Runs until the client goes, the host stops, or the stream has lasted as long as it may.</summary>
    public async Task WriteAsync(HttpResponse response, string tenantId, string incidentId, long after,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // Reverse proxies that buffer would show the steps only at the end.
        response.Headers["X-Accel-Buffering"] = "no";
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(options.Value.MaxStreamMinutes), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token, cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await WriteAsync(response, tenantId, incidentId, after, either);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The client comes back with the id of the last step that it has seen.
        }
    }

    private async Task WriteAsync(
        HttpResponse response, string tenantId, string incidentId, long after, CancellationTokenSource until)
    {
        using var waiting = signal.Subscribe(tenantId, incidentId);
        var poll = TimeSpan.FromMilliseconds(options.Value.StreamPollMilliseconds);
        var silence = TimeSpan.FromSeconds(options.Value.StreamCommentSeconds);
        var spokenAt = time.GetTimestamp();
        await response.WriteAsync(": open\n\n", until.Token);
        await response.Body.FlushAsync(until.Token);
        while (true)
        {
            var steps = await ReadAsync(tenantId, incidentId, after, until.Token);
            if (steps.Count > 0)
            {
                await response.WriteAsync(Text(steps), until.Token);
                after = steps[^1].Seq;
            }
            else if (time.GetElapsedTime(spokenAt) >= silence)
            {
                await response.WriteAsync(": still here\n\n", until.Token);
            }
            else
            {
                var rest = silence - time.GetElapsedTime(spokenAt);
                await waiting.WaitAsync(rest > TimeSpan.Zero && rest < poll ? rest : poll, time, until.Token);
                continue;
            }

            spokenAt = time.GetTimestamp();
            await response.Body.FlushAsync(until.Token);
        }
    }

    private async Task<List<TimelineRow>> ReadAsync(
        string tenantId, string incidentId, long after, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Timeline.AsNoTracking()
            .Where(row => row.TenantId == tenantId && row.IncidentId == incidentId && row.Seq > after)
            .OrderBy(row => row.Seq).Take(BatchSize).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// JSON holds no line break, so one data line is always enough; a kind is a word of a closed list.
    /// </summary>
    private static string Text(List<TimelineRow> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            text.Append("id: ").Append(step.Seq).Append("\nevent: ").Append(step.Kind).Append("\ndata: ")
                .Append(JsonSerializer.Serialize(TimelineStep.Of(step), ContractJson.Options)).Append("\n\n");
        }

        return text.ToString();
    }
}
