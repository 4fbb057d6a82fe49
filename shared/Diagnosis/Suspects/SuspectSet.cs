using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Signals;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Suspects;

/// <summary>What metrics, logs and topology say together, resource by resource.</summary>
internal sealed class SuspectSet
{
    /// <summary>Below this, what moved is within what moves in any hour.</summary>
    private const double MinEvidence = 1.5;

    /// <summary>A log that shifted less than one in a thousand would.</summary>
    private const double MinLog = 3;

    private readonly Dictionary<int, Suspect> byNumber;
    private SuspectSet(IReadOnlyList<Suspect> all, IReadOnlyList<Suspect> weak, IReadOnlyDictionary<int, Health> health, ImpactWalk walk, int alarmed)
    {
        All = all;
        Weak = weak;
        Health = health;
        Walk = walk;
        Alarmed = alarmed;
        byNumber = all.ToDictionary(suspect => suspect.Number);
    }

    /// <summary>Best first; what nothing but the alarm itself speaks against is none.</summary>
    public IReadOnlyList<Suspect> All { get; }

    /// <summary>Resources that moved a little, best first: no evidence, but where a person looks first when there is none.</summary>
    public IReadOnlyList<Suspect> Weak { get; }
    public ImpactWalk Walk { get; }

    /// <summary>Number of the alarm's resource; −1 where it is not known.</summary>
    public int Alarmed { get; }

    public Suspect? Of(int number) => byNumber.GetValueOrDefault(number);

    /// <summary>Every resource of which anything was compared with a baseline.</summary>
    public IReadOnlyDictionary<int, Health> Health { get; }

    /// <summary>How many resources were compared with a baseline.</summary>
    public int Measured => Health.Values.Count(item => item.Work is not null || item.Own is not null);

    /// <summary>True where a series of the resource's work or means was compared with a baseline.</summary>
    public bool IsMeasured(int number) => Health.TryGetValue(number, out var item) && (item.Work is not null || item.Own is not null);

    public static SuspectSet Read(CaseEvidence evidence, SymptomSet symptoms)
    {
        var alarmed = evidence.Subject is { } subject ? evidence.Topology.NumberOf(subject) : -1;
        var health = HealthReader.Read(evidence, symptoms.Signals, TemplateShiftReader.Read(evidence, symptoms.Patterns), symptoms.Patterns);
        var walk = new ImpactWalk(evidence.Topology, health, alarmed);
        var isFelt = health.TryGetValue(alarmed, out var felt) && felt.IsAnomalous;
        var ranked = health.Values.Select(item =>
            {
                var (tier, handsOn, twins) = (walk.TierOf(item.Number), walk.HandsOn(item.Number), Twins(item.Number, evidence.Topology, health));
                return new Suspect(item, tier, handsOn, twins, SuspectScore.Of(item, tier, handsOn, item.Number == alarmed, isFelt, twins));
            })
            .OrderByDescending(suspect => suspect.Score).ThenBy(suspect => ResourceIdentity.Of(evidence.Topology[suspect.Number]), StringComparer.Ordinal)
            .ToLookup(suspect => IsSuspect(suspect.Health, suspect.Number == alarmed));
        return new([.. ranked[true]], [.. ranked[false].Where(suspect => SuspectWords.Evidence(suspect, weakly: true).Any())], health, walk, alarmed);
    }

    /// <summary>What differs from those that do the same work is its own; what all of them have comes from elsewhere.</summary>
    private static int Twins(int number, Topology topology, IReadOnlyDictionary<int, Health> health)
    {
        var twins = topology.SiblingsOf(number).Where(health.ContainsKey).ToList();
        var sound = twins.Count(twin => !health[twin].IsAnomalous);
        return sound > 0 ? sound : -twins.Count;
    }

    private static bool IsSuspect(Health health, bool isAlarmed) =>
        (!isAlarmed && health.Work?.IsAnomalous == true)
        || (health.Own?.IsAnomalous == true && health.OwnWeight >= MinEvidence)
        || health.LogSurprise >= MinLog;
}
