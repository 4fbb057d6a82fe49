namespace CauseFlow.CaseGeneration.Phrases;

/// <summary>In which language a component is written: its lines look different.</summary>
internal enum Runtime
{
    Java,
    Node,
    Python,
    DotNet,
    Go,
}
