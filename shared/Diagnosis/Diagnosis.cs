using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Ranking;
using CauseFlow.Diagnosis.Rules;
using CauseFlow.Diagnosis.Suspects;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis;

/// <summary>
/// From a case to a verdict. A pure function: no clock but the case's own, no I/O, no randomness; the order and the
/// repetition of evidence do not matter, so a verdict can be replayed from an export byte for byte.
/// </summary>
public static class Diagnosis
{
    private static readonly IRule[] Rules =
    [
        new ChangeBeforeOnsetRule(),
        new ErrorPatternRule(),
        new ExhaustedCapacityRule(),
        new FailedTasksRule(),
        new UnplacedTasksRule(),
        new FailedScalingRule(),
        new UnhealthyTargetsRule(),
        new StoreStateRule(),
        new InstanceStateRule(),
        new CloudStateRule(),
        new DependencyFailureRule(),
        new StatedCauseRule(),
        new AlarmFaultRule(),
        new TrafficSurgeRule(),
        new SuspectRule(),
    ];

    /// <summary>
    /// Judges a case. First the symptoms are read off the evidence (onset, patterns, exhausted limits), then failing calls
    /// that name a known resource's host relate caller and callee, then every rule proposes hypotheses with a score in log-odds, then <see cref="VerdictWriter"/> ranks, caps and words them.
    /// </summary>
    public static Verdict Diagnose(CaseFile file)
    {
        var (evidence, symptoms, hypotheses, ruledOut) = Weigh(file);
        return VerdictWriter.Write(evidence, symptoms, hypotheses, ruledOut);
    }

    /// <summary>Everything up to the ranking: what was read off the evidence, and every hypothesis with its final score.</summary>
    internal static (CaseEvidence Evidence, SymptomSet Symptoms, IReadOnlyList<Hypothesis> Hypotheses, IReadOnlyList<RuledOutHypothesis> RuledOut) Weigh(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var evidence = CaseEvidence.From(file);
        var symptoms = SymptomSet.Read(evidence);
        evidence = evidence.With(NamedCall.Find(evidence, symptoms));
        symptoms = symptoms.With(evidence);
        var hypotheses = new List<Hypothesis>();
        var ruledOut = new List<RuledOutHypothesis>();
        foreach (var rule in Rules)
        {
            var findings = rule.Apply(evidence, symptoms);
            hypotheses.AddRange(findings.Hypotheses);
            ruledOut.AddRange(findings.RuledOut);
        }

        return (evidence, symptoms, Agreement.Apply(Consequences.Demote(hypotheses), evidence, symptoms), ruledOut);
    }
}
