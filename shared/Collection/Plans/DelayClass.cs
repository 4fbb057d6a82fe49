namespace CauseFlow.Collection.Plans;

/// <summary>How late a source's facts arrive in the cloud's own API.</summary>
public enum DelayClass
{
    /// <summary>Readable within seconds of the fact.</summary>
    Immediate,

    /// <summary>Readable within a few minutes of the fact; early readings may still grow.</summary>
    Minutes,

    /// <summary>Late by nature, collected again by a follow-up pass.</summary>
    Late,
}
