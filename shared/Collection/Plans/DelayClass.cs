namespace CauseFlow.Collection.Plans;

/// <summary>How late a source's facts arrive in the cloud's own API.</summary>
public enum DelayClass
{
    /// <summary>Readable within seconds of the fact.</summary>
    Immediate,

    /// <summary>Readable within a few minutes of the fact; early readings may still grow.</summary>
    Minutes,

    /// <summary>Late by nature, by about five minutes; collected again by a follow-up pass.</summary>
    Late,

    /// <summary>Late by nature, by up to fifteen minutes; collected again by both follow-up passes.</summary>
    VeryLate,
}

/// <summary>What a delay class means in time.</summary>
public static class DelayClasses
{
    /// <summary>
    /// How long after a fact its absence means nothing yet. Zero where no follow-up pass is worth it. The second pass comes
    /// 6 minutes after the first one began, so that it finds what is late, and the third after 16.
    /// </summary>
    public static TimeSpan Delay(this DelayClass delayClass) => delayClass switch
    {
        DelayClass.Late => TimeSpan.FromMinutes(5),
        DelayClass.VeryLate => TimeSpan.FromMinutes(15),
        _ => TimeSpan.Zero,
    };
}
