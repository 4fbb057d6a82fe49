using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Messaging;

/// <summary>
/// Hands one service's outbox to the bus. A publish that was cancelled has an unknown outcome and is sent again with the
/// same MessageId; duplicates end in the inbox, loss has no way in.
/// </summary>
internal sealed partial class OutboxDispatcher<TContext>(
    OutboxStore<TContext> store,
    OutboxSignal<TContext> signal,
    IBusControl bus,
    EndpointMap endpoints,
    DeliveryTracker tracker,
    MessagingMetrics metrics,
    IOptions<BusOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<OutboxDispatcher<TContext>> logger)
    : BackgroundService, IOutboxDispatcher
    where TContext : DbContext
{
    private static readonly TimeSpan UntilRestart = TimeSpan.FromDays(3650);
    private static readonly TimeSpan FailedPause = TimeSpan.FromSeconds(5);

    /// <summary>A later release may know the type: the row is kept, but must not be tried every few seconds.</summary>
    private static readonly TimeSpan UnreadablePause = TimeSpan.FromHours(1);
    private readonly ConcurrentQueue<Guid> _handled = new();
    private readonly TaskCompletionSource _replayed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BusOptions _options = options.Value;

    public Task Replayed => _replayed.Task;

    private bool IsInMemory => _options.Transport == BusTransport.InMemory;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        if (IsInMemory)
        {
            // Consumers of the same process call its ports, and those are bound after everything else has started.
            await StartedAsync(stoppingToken);
            await store.ReleaseAllAsync(stoppingToken);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = TimeSpan.FromMilliseconds(_options.PollIntervalMilliseconds);
            try
            {
                while (await DispatchAsync(stoppingToken) == _options.DispatchBatch)
                {
                }

                await DeleteHandledAsync(stoppingToken);
                _replayed.TrySetResult();
                if (await store.NextDueAsync(stoppingToken) is { } due && due - time.GetUtcNow() < wait)
                {
                    wait = TimeSpan.FromMilliseconds(Math.Max(1, (due - time.GetUtcNow()).TotalMilliseconds));
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogDispatchFailed(logger, typeof(TContext).Name, exception);
            }

            await signal.WaitAsync(wait, time, stoppingToken);
        }
    }

    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    private async Task<int> DispatchAsync(CancellationToken cancellationToken)
    {
        var lease = IsInMemory ? UntilRestart : TimeSpan.FromSeconds(3 * _options.PublishTimeoutSeconds);
        var rows = await store.ClaimAsync(_options.DispatchBatch, lease, cancellationToken);
        if (rows.Count == 0)
        {
            return 0;
        }

        var outcomes = await Task.WhenAll(rows.Select(row => PublishAsync(row, cancellationToken)));
        foreach (var row in rows.Where((_, i) => outcomes[i] == Outcome.Done))
        {
            _handled.Enqueue(row.MessageId);
        }

        await DeleteHandledAsync(cancellationToken);
        await DelayAsync(Outcome.Failed, FailedPause);
        await DelayAsync(Outcome.Unreadable, UnreadablePause);
        return rows.Count;

        async Task DelayAsync(Outcome outcome, TimeSpan pause)
        {
            var ids = rows.Where((_, i) => outcomes[i] == outcome).Select(row => row.MessageId).ToList();
            if (ids.Count > 0)
            {
                await store.DelayAsync(ids, time.GetUtcNow() + pause, cancellationToken);
            }
        }
    }

    private async Task<Outcome> PublishAsync(OutboxMessage row, CancellationToken cancellationToken)
    {
        ActivityContext.TryParse(row.TraceParent, null, true, out var parent);
        using var activity = MessagingTelemetry.Source.StartActivity("outbox dispatch", ActivityKind.Internal, parent);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(_options.PublishTimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        if (Read(row) is not var (message, type))
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            return Outcome.Unreadable;
        }

        try
        {
            var bound = endpoints.BoundTo(type);
            if (IsInMemory)
            {
                if (bound.Count == 0)
                {
                    return Outcome.Done;
                }

                tracker.Expect(row.MessageId, bound, OnHandled);
            }

            await bus.Publish(message, type, new OutboxPublishPipe(row.MessageId, type), either.Token);
            return IsInMemory ? Outcome.Waiting : Outcome.Done;
        }
        catch (Exception exception)
        {
            // A cancelled publish may have arrived or not: the row stays, and the inbox tells duplicates apart.
            tracker.Forget(row.MessageId);
            activity?.SetStatus(ActivityStatusCode.Error);
            LogPublishFailed(logger, row.MessageId, row.Type, row.Attempts, exception.GetType().Name);
            return Outcome.Failed;
        }
    }

    private (object Message, Type Type)? Read(OutboxMessage row)
    {
        try
        {
            var type = MessageTypes.Find(row.Type);
            return (JsonSerializer.Deserialize(row.Body, type, ContractJson.Options)!, type);
        }
        catch (Exception exception) when (exception is JsonException or PermanentMessageException or NotSupportedException)
        {
            metrics.UnreadableRow();
            LogUnreadable(logger, row.MessageId, row.Type, exception.GetType().Name);
            return null;
        }
    }

    private void OnHandled(Guid messageId)
    {
        _handled.Enqueue(messageId);
        signal.Set();
    }

    private async Task DeleteHandledAsync(CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        while (ids.Count < 500 && _handled.TryDequeue(out var id))
        {
            ids.Add(id);
        }

        if (ids.Count > 0)
        {
            await store.DeleteAsync(ids, cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The outbox of {Context} could not be dispatched and will be tried again.")]
    private static partial void LogDispatchFailed(ILogger logger, string context, Exception exception);

    [LoggerMessage(2, LogLevel.Warning,
        "Message {MessageId} ({Type}) was not handed to the bus (attempt {Attempts}, {Error}) and will be sent again.")]
    private static partial void LogPublishFailed(ILogger logger, Guid messageId, string type, int attempts, string error);

    [LoggerMessage(3, LogLevel.Error,
        "Message {MessageId} ({Type}) in the outbox cannot be read ({Error}); it is kept for a release that can.")]
    private static partial void LogUnreadable(ILogger logger, Guid messageId, string type, string error);

    private enum Outcome
    {
        Done,
        Waiting,
        Failed,
        Unreadable,
    }
}
