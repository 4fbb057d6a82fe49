namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>What went wrong, in the words that a change's differences are compared with.</summary>
public enum SymptomKind
{
    Other,
    Timeout,
    OutOfMemory,
    Throttling,
    Denied,
    Unreachable,
    Broken,

    /// <summary>Work that finds no place to run.</summary>
    Unplaced,
}
