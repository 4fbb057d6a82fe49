using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;

namespace CauseFlow.Investigations.Passes;

/// <summary>What a pass amounts to. Pure, and independent of the order in which its messages arrived.</summary>
public static class PassEvaluation
{
    private const string CollectionSource = "collection";
    private const string AccessSource = "access";
    private const string DecisionApi = "credential-broker:decide";

    /// <summary>
    /// Access is decided, and every granted integration has a run that ended with all its parts stored, or failed for
    /// good.
    /// </summary>
    public static bool IsComplete(PassState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.AccessDecided && state.Granted.All(access => IsDone(state, access.IntegrationId));
    }

    /// <summary>
    /// The parts that count, per integration, region and source: of the highest run that is complete there, else of the
    /// highest with anything. Parts of integrations that were never granted do not count.
    /// </summary>
    public static IReadOnlySet<PartKey> Choose(PassState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var chosen = new HashSet<PartKey>();
        foreach (var group in state.Parts.Where(part => state.IsGranted(part.IntegrationId))
            .GroupBy(part => (part.IntegrationId, part.Region, part.Source)))
        {
            var runs = group.Select(part => part.RunNumber).Distinct().OrderDescending().ToList();
            var run = runs.Find(number => IsSourceIn(
                state, group.Key.IntegrationId, group.Key.Region, group.Key.Source, number));
            var counted = run > 0 ? run : runs[0];
            chosen.UnionWith(group.Where(part => part.RunNumber == counted));
        }

        return chosen;
    }

    /// <summary>What was refused, failed or is still missing, as coverage.</summary>
    public static IReadOnlyList<Coverage> Gaps(PassState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var gaps = new List<Coverage>();
        if (!state.AccessDecided)
        {
            gaps.Add(Gap(AccessSource, DecisionApi, CoverageOutcome.TimedOut, null, null,
                "Whether access is granted was not decided before the deadline.",
                "Look at the credential-broker's health."));
        }
        else if (state.Accesses.Count == 0)
        {
            gaps.Add(Gap(AccessSource, DecisionApi, CoverageOutcome.Denied, null,
                state.Refusal?.Reason ?? RefusalReason.NotConnected,
                state.Refusal?.Message ?? "No connected integration covers the alarm's account.",
                state.Refusal?.Remedy ?? "Connect the account, then start the investigation again."));
        }

        gaps.AddRange(state.Accesses.Where(access => access.LeaseId is null).Select(access =>
            Gap(AccessSource, FirstApi(access.Provider), CoverageOutcome.Denied, access.IntegrationId, access.Reason,
                access.Message, access.Remedy)));
        foreach (var access in state.Granted)
        {
            gaps.AddRange(GapsOf(state, access));
        }

        gaps.AddRange(LeftOut(state));
        return gaps;
    }

    /// <summary>One row for each source of which something did not fit into the case.</summary>
    private static IEnumerable<Coverage> LeftOut(PassState state) =>
        Choose(state).Where(state.LeftOut.Contains).GroupBy(part => (part.IntegrationId, part.Region, part.Source))
            .Select(group => Gap(group.Key.Source, $"source:{group.Key.Source}", CoverageOutcome.Partial,
                group.Key.IntegrationId, null,
                $"{group.Count()} of the source's parts are left out: the case holds as much evidence as one may.",
                "Name a resource or fewer integrations and start again, or raise Investigations:MaxEvidenceBytes.") with
            {
                Region = group.Key.Region,
            });

    private static bool IsDone(PassState state, string integrationId)
    {
        var runs = state.Runs.Where(run => run.IntegrationId == integrationId).ToList();
        if (runs.Exists(run => IsRunIn(state, run)))
        {
            return true;
        }

        // A failure is final only while no higher run is known: a collector that came back may still succeed.
        return runs.MaxBy(run => run.RunNumber) is { Failure: not null };
    }

    private static bool IsRunIn(PassState state, RunState run) =>
        run.Sources is { } sources && sources.All(source =>
            Stored(state, run.IntegrationId, source.Region, source.Source, run.RunNumber) >= source.Parts);

    private static bool IsSourceIn(PassState state, string integrationId, string region, string source, int runNumber)
    {
        var result = state.Runs.FirstOrDefault(run => run.IntegrationId == integrationId && run.RunNumber == runNumber)?
            .Sources?.FirstOrDefault(candidate => candidate.Region == region && candidate.Source == source);
        return result is not null && Stored(state, integrationId, region, source, runNumber) >= result.Parts;
    }

    private static int Stored(PassState state, string integrationId, string region, string source, int runNumber) =>
        state.Parts.Count(part => part.IntegrationId == integrationId && part.Region == region && part.Source == source
            && part.RunNumber == runNumber);

    private static IEnumerable<Coverage> GapsOf(PassState state, IntegrationAccess access)
    {
        var integrationId = access.IntegrationId;
        var api = FirstApi(access.Provider);
        var runs = state.Runs.Where(run => run.IntegrationId == integrationId).ToList();
        var ended = runs.Where(run => run.Sources is not null).MaxBy(run => run.RunNumber);
        if (ended is not null)
        {
            return SourceGaps(state, ended);
        }

        if (runs.MaxBy(run => run.RunNumber) is { Failure: { } failure })
        {
            return [Gap(CollectionSource, api, CoverageOutcome.Failed, integrationId, failure.Reason, failure.Message,
                failure.Remedy)];
        }

        return runs.Exists(run => run.IsRedeemed) ? Unended(state, access, runs) : [NeverRedeemed(state, access)];
    }

    /// <summary>
    /// A run that had not reported its end: each source of which nothing is in, and the end itself, since of the others
    /// nobody has said how many parts there are.
    /// </summary>
    private static IEnumerable<Coverage> Unended(
        PassState state, IntegrationAccess access, IReadOnlyList<RunState> runs)
    {
        var stored = state.Parts.Where(part => part.IntegrationId == access.IntegrationId).ToList();
        var expected = runs.Where(run => run.Expected is not null).MaxBy(run => run.RunNumber)?.Expected ?? [];
        var missing = expected.Where(source =>
            !stored.Exists(part => part.Region == source.Region && part.Source == source.Source)).ToList();
        foreach (var source in missing)
        {
            yield return Gap(source.Source, source.Api, CoverageOutcome.TimedOut, access.IntegrationId, null,
                $"Findings of {source.Source} in {source.Region} were waited for until the deadline; none had arrived.",
                "Start the investigation again; look at the collector's health if it repeats.") with
            {
                Region = source.Region,
                Mandatory = source.Mandatory,
            };
        }

        if (expected.Count == 0 || missing.Count < expected.Count)
        {
            yield return Gap(CollectionSource, FirstApi(access.Provider), CoverageOutcome.TimedOut,
                access.IntegrationId, null, EndDetail(state, stored, missing),
                "Start the investigation again; look at the collector's health if it repeats.");
        }
    }

    private static string EndDetail(PassState state, List<PartKey> stored, List<ExpectedSource> missing)
    {
        var received = stored.Select(part => part.Source).Distinct().Order(StringComparer.Ordinal).ToList();
        var unseen = missing.Count > 0
            ? missing.Select(source => $"{source.Source} in {source.Region}").Order(StringComparer.Ordinal).ToList()
            : [.. state.ExpectedSources.Except(received).Order(StringComparer.Ordinal)];
        var text = received.Count == 0
            ? "Nothing was received before the deadline"
            : $"The collector had not reported its end at the deadline; received so far: {string.Join(", ", received)}";
        return unseen.Count > 0 ? $"{text}; missing: {string.Join(", ", unseen)}." : $"{text}.";
    }

    /// <summary>What would have been read is not known: no collector has taken the lease.</summary>
    private static Coverage NeverRedeemed(PassState state, IntegrationAccess access)
    {
        var asked = state.ExpectedSources.Count > 0
            ? $"; asked for: {string.Join(", ", state.ExpectedSources.Order(StringComparer.Ordinal))}"
            : "";
        return Gap(CollectionSource, FirstApi(access.Provider), CoverageOutcome.TimedOut, access.IntegrationId, null,
            $"No collector had begun to read integration {access.IntegrationId} "
            + $"({CloudWords.AccountOf(access.Provider, access.Account)}) at the deadline{asked}.",
            "Look at the collector's health, then start the investigation again.");
    }

    /// <summary>
    /// Sources whose parts are missing, and sources that ended badly without sending a part that says so.
    /// </summary>
    private static IEnumerable<Coverage> SourceGaps(PassState state, RunState run)
    {
        foreach (var source in run.Sources!)
        {
            var stored = Stored(state, run.IntegrationId, source.Region, source.Source, run.RunNumber);
            if (stored < source.Parts)
            {
                yield return Gap(source.Source, $"source:{source.Source}", CoverageOutcome.TimedOut, run.IntegrationId,
                    null, $"{stored} of {source.Parts} parts arrived before the deadline.",
                    "Start the investigation again.") with
                {
                    Region = source.Region,
                    CallsUsed = source.CallsUsed,
                };
            }
            else if (source.Parts == 0 && source.Outcome
                is not (CoverageOutcome.Complete or CoverageOutcome.NotApplicable or CoverageOutcome.Disabled))
            {
                yield return Gap(source.Source, $"source:{source.Source}", source.Outcome, run.IntegrationId, null,
                    "The source ended without findings.", null) with
                {
                    Region = source.Region,
                    CallsUsed = source.CallsUsed,
                    BytesScanned = source.BytesScanned,
                };
            }
        }
    }

    /// <summary>The first call that a cloud was or would have been asked.</summary>
    public static string FirstApi(CloudProvider provider) => provider switch
    {
        CloudProvider.Aws => "sts:AssumeRole",
        CloudProvider.Azure => "login:token",
        CloudProvider.Gcp => "sts:token",
        CloudProvider.Generic => DecisionApi,
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "No first call is known of it."),
    };

    private static Coverage Gap(
        string source, string api, CoverageOutcome outcome, string? integrationId, RefusalReason? reason,
        string? detail, string? remedy) => new()
        {
            Source = source,
            Api = api,
            Mandatory = true,
            Outcome = outcome,
            Reason = reason,
            Detail = detail,
            Remedy = remedy,
            IntegrationId = integrationId,
        };
}
