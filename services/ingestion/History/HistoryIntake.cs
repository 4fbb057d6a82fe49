using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Senders;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.History;

/// <summary>
/// Compares an account's alarm history with what arrived, on the caller's context. Only an alarm that tells a topic which the
/// tenant accepts should have arrived: the rest of the account's alarms were never meant for this place. What is missing
/// becomes a row of the intake log and is decided as a delivery is.
/// </summary>
public sealed class HistoryIntake(
    IngestionDbContext db, WorkSignal<DecisionWorker> signal, IngestionMetrics metrics, IOptions<IngestionOptions> options,
    TimeProvider time)
{
    /// <summary>The provider's word in the delivery log.</summary>
    public const string Provider = "alarm-history";

    /// <summary>No promise binds the time in the history to that in the message; two equal changes are never so close.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);
    private const int MaxNewest = 20;
    private const int IdsPerQuery = 200;

    /// <summary>Puts what is missing on the context and answers what to tell; the caller commits.</summary>
    public async Task<AlarmHistoryChecked> AddMissingAsync(AlarmHistoryObserved observed, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(observed);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var accepted = await AcceptedAsync(observed, token);
        var relevant = observed.Alarms.Where(alarm => IsOurs(observed, alarm))
            .SelectMany(alarm => Relevant(alarm, accepted, now)).OrderBy(change => change.At).ToList();
        var known = await KnownAsync(observed.TenantId, relevant, token);
        var missing = await WithoutPendingAsync(observed.TenantId, [.. relevant.Where(change => !known(change))], token);
        db.Deliveries.AddRange(missing.Select(change => DeliveryOf(observed.TenantId, change, now)));
        var missed = missing.FindAll(change => change.Topic is not null);
        if (missing.Count > 0)
        {
            db.SavedChanges += (_, _) =>
            {
                signal.Set();
                missed.ForEach(change => metrics.Missed(now - change.At));
            };
        }

        return new AlarmHistoryChecked
        {
            TenantId = observed.TenantId, IntegrationId = observed.IntegrationId, LeaseId = observed.LeaseId,
            Part = observed.Part, IsLast = observed.IsLast,
            Expected = relevant.Count(change => change.Topic is not null), Missed = missed.Count,
            Newest = [.. missed.AsEnumerable().Reverse().Take(MaxNewest).Select(change => Told(change, now))],
            ReadUntil = observed.ReadUntil, Reason = observed.Reason, Message = observed.Message, Remedy = observed.Remedy,
            CheckedAt = now,
        };
    }

    /// <summary>The topics that count; none when the account is not, or no longer, one that this integration connected.</summary>
    private async Task<HashSet<string>> AcceptedAsync(AlarmHistoryObserved observed, CancellationToken token) =>
        await db.ConnectedAccounts.AnyAsync(
            row => row.TenantId == observed.TenantId && row.IntegrationId == observed.IntegrationId
                && row.Account == observed.Account, token)
            ? await db.AcceptedTopics.AsNoTracking().Where(row => row.TenantId == observed.TenantId)
                .Select(row => row.TopicArn).Distinct().ToHashSetAsync(StringComparer.Ordinal, token)
            : [];

    private static bool IsOurs(AlarmHistoryObserved observed, ObservedAlarm alarm) =>
        AlarmArn.TryParse(alarm.Alarm.Id) is { } arn && arn.Account == observed.Account && !Canary.Is(alarm.Alarm);

    /// <summary>
    /// What should have arrived, and of an alarm that tells of ALARM also what it does not tell of: its OK ends the incident.
    /// </summary>
    private IEnumerable<Change> Relevant(ObservedAlarm alarm, HashSet<string> accepted, DateTimeOffset now)
    {
        var ofAlarm = alarm.AlarmTopics.FirstOrDefault(accepted.Contains);
        var present = AlarmEpisodes.PresentSince(alarm, options.Value.GroupingRules.CoolDown);
        return alarm.Transitions
            .Select(change => new Change(alarm.Alarm, change, change.State switch
            {
                AlarmState.Alarm => ofAlarm,
                AlarmState.Ok => alarm.OkTopics.FirstOrDefault(accepted.Contains),
                _ => alarm.InsufficientDataTopics.FirstOrDefault(accepted.Contains),
            }, IsOver: change.At < (present ?? DateTimeOffset.MaxValue)))
            .Where(change => change.Topic is not null || (ofAlarm is not null && change.Transition.State != AlarmState.Alarm))
            .Where(change => AlarmTimes.ArePlausible(change.Fact, now));
    }

    private async Task<Func<Change, bool>> KnownAsync(string tenantId, List<Change> changes, CancellationToken token)
    {
        if (changes.Count == 0)
        {
            return _ => true;
        }

        var (from, to) = (changes[0].At - Tolerance, changes[^1].At + Tolerance);
        var known = new List<(string AlarmId, AlarmState State, DateTimeOffset At)>();
        foreach (var ids in changes.Select(change => change.Alarm.Id).Distinct(StringComparer.Ordinal).Chunk(IdsPerQuery))
        {
            var rows = await db.Firings.AsNoTracking()
                .Where(row => row.TenantId == tenantId && ids.Contains(row.AlarmId)
                    && row.StateChangedAt >= from && row.StateChangedAt <= to)
                .Select(row => new { row.AlarmId, row.State, row.StateChangedAt }).ToListAsync(token);
            known.AddRange(rows.Select(row => (row.AlarmId, row.State, row.StateChangedAt)));
        }

        var byAlarm = known.ToLookup(row => (row.AlarmId, row.State), row => row.At);
        return change => byAlarm[(change.Alarm.Id, change.Transition.State)]
            .Any(at => (at - change.At).Duration() <= Tolerance);
    }

    /// <summary>Without those that an earlier look found, whatever became of them: a full incident refuses some.</summary>
    private async Task<List<Change>> WithoutPendingAsync(string tenantId, List<Change> missing, CancellationToken token)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in missing.Select(change => change.MessageId).Chunk(IdsPerQuery))
        {
            found.UnionWith(await db.Deliveries.AsNoTracking()
                .Where(row => ids.Contains(row.MessageId) && row.TenantId == tenantId && row.Provider == Provider)
                .Select(row => row.MessageId!).ToListAsync(token));
        }

        return [.. missing.Where(change => found.Add(change.MessageId))];
    }

    private Delivery DeliveryOf(string tenantId, Change change, DateTimeOffset now) => new()
    {
        Id = Ids.New("dlv", time), TenantId = tenantId, Provider = Provider, ReceivedAt = now,
        Verdict = DeliveryVerdict.Accepted, MessageId = change.MessageId, TopicArn = change.Topic ?? Provider,
        MessageType = PostedAlarmReader.Dated, TraceParent = Activity.Current?.Id, DecideAt = now,
        Body = JsonSerializer.Serialize(new HistoricAlarm(change.Fact, change.IsOver), ContractJson.Options),
    };

    private static MissedTransition Told(Change change, DateTimeOffset now) => new()
    {
        AlarmId = change.Alarm.Id, AlarmName = change.Alarm.Name, State = change.Transition.State,
        StateChangedAt = change.At, FoundAt = now,
    };

    /// <param name="Alarm">As the cloud describes it now.</param>
    /// <param name="Transition">One change of its state.</param>
    /// <param name="Topic">The accepted topic that it should have come through; null when the alarm tells none of it.</param>
    /// <param name="IsOver">The alarm has left this state's incident since.</param>
    private sealed record Change(AlarmFact Alarm, ObservedTransition Transition, string? Topic, bool IsOver)
    {
        public DateTimeOffset At { get; } = AlarmTimes.ToMicroseconds(Transition.At);

        /// <summary>The reason is that of the alarm's present state and says nothing of another.</summary>
        public AlarmFact Fact => Alarm with
        {
            State = Transition.State, PreviousState = Transition.PreviousState, StateChangedAt = At,
            Reason = (Alarm.StateChangedAt - At).Duration() <= Tolerance && Alarm.State == Transition.State ? Alarm.Reason : null,
        };

        public string MessageId => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{Alarm.Id}\n{Transition.State}\n{Grouping.Transition.ToSecond(At).ToUnixTimeSeconds()}")));
    }
}
