using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Collection;

/// <summary>
/// Runs the sources of one region. Stages follow each other (resolving comes first), the sources of a stage run in
/// parallel and publish as they find. What one of them throws becomes its coverage; only cancellation ends the run.
/// </summary>
public sealed partial class SourceRunner(
    CollectionOptions options, IFindingsPublisher publisher, TimeProvider time, ILogger logger)
{
    /// <summary>Later stages see the resources, relations and alarms of the earlier ones. One result a source.</summary>
    /// <param name="run">Who and what for.</param>
    /// <param name="stages">Sources, in stages.</param>
    /// <param name="cancellationToken">Cancelled when the lease closes or the process stops; then nothing more is published.</param>
    public async Task<IReadOnlyList<SourceResult>> RunAsync(
        CollectionRun run, IReadOnlyList<IReadOnlyList<IEvidenceSource>> stages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stages);
        var results = new List<SourceResult>();
        var resolved = new Resolved(options.MaxResources);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.RunTimeoutSeconds), time);
        foreach (var stage in stages)
        {
            var started = stage
                .Where(source => source.AppliesTo(run.Target))
                .Select(source => new SourceExecution(
                    source, ContextFor(run, source.Plan, resolved), run, options, publisher, time))
                .ToList();
            results.AddRange(await Task.WhenAll(started.Select(execution => RunOneAsync(execution, deadline.Token, cancellationToken))));
            started.ForEach(execution => resolved.Add(execution.Resolved));
        }

        return results;
    }

    private async Task<SourceResult> RunOneAsync(
        SourceExecution execution, CancellationToken deadline, CancellationToken cancellationToken)
    {
        // A source may block before its first await; the others do not wait for that.
        await Task.Yield();
        var start = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.SourceTimeoutSeconds), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, deadline);
        try
        {
            linked.Token.ThrowIfCancellationRequested();
            await execution.CollectAsync(linked.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            await execution.ReportTimeoutAsync(deadline.IsCancellationRequested, cancellationToken);
        }
        catch (Exception e) when (e is not PublishFailedException)
        {
            SourceFailed(logger, execution.Source, e.GetType().Name, (e as CollectionException)?.Reason);
            await execution.ReportAsync(e, cancellationToken);
        }

        return await execution.FinishAsync(time.GetElapsedTime(start), cancellationToken);
    }

    private CollectionContext ContextFor(CollectionRun run, SourcePlan plan, Resolved resolved) => new()
    {
        TenantId = run.TenantId,
        InvestigationId = run.InvestigationId,
        IntegrationId = run.IntegrationId,
        Account = run.Account,
        Region = run.Region,
        Target = run.Target,
        Window = run.Window,
        Alarm = resolved.Alarm,
        Resources = [.. resolved.Resources],
        Relations = [.. resolved.Relations],
        Watched = [.. resolved.Watched],
        WatchedLogs = [.. resolved.WatchedLogs],
        Calls = run.Budget.MeterFor(plan.Source),
        Redactor = run.Redactor,
        PseudonymKey = run.PseudonymKey,
        Ids = new EvidenceIds(run.TenantId, run.InvestigationId, run.IntegrationId, run.Region),
        Time = time,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Source {Source} ended early with {ExceptionType} ({Reason})")]
    private static partial void SourceFailed(ILogger logger, string source, string exceptionType, RefusalReason? reason);
}

/// <summary>The bus did not take a part: the whole run ends, since a hole in the findings would look like an absence.</summary>
public sealed class PublishFailedException(Exception inner)
    : Exception("A part of the findings could not be published.", inner);
