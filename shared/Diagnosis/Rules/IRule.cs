using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>Reads a case and proposes what may have caused it, and what looks guilty and is not.</summary>
public interface IRule
{
    RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms);
}

/// <summary>What one rule has to say.</summary>
public sealed record RuleFindings(IReadOnlyList<Hypothesis> Hypotheses, IReadOnlyList<RuledOutHypothesis> RuledOut);
