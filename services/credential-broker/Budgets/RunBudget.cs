using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>The calls of a run, added up over its plans.</summary>
public static class RunBudget
{
    /// <summary>One entry per API, whichever sources use it: calls are added up, the quota is the account's one.</summary>
    public static IReadOnlyList<PlannedCall> Calls(LeasePurpose purpose, IReadOnlyList<SourcePlan> plans) =>
    [
        .. plans.SelectMany(x => x.Calls).GroupBy(x => x.Permission, StringComparer.Ordinal).Select(calls =>
            calls.First() with
            {
                Mandatory = calls.Any(x => x.Mandatory),
                QuotaPerSecond = calls.Min(x => x.QuotaPerSecond),
                QuotaPerMinute = calls.Min(x => x.QuotaPerMinute),
                MaxCallsPerRun = purpose == LeasePurpose.ConnectionTest
                    ? calls.Max(x => x.CallsPerTest) : calls.Sum(x => x.MaxCallsPerRun),
            }),
    ];
}
