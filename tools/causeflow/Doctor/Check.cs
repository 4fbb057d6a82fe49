namespace CauseFlow.Cli.Doctor;

internal enum CheckState
{
    Ok,

    /// <summary>It works, and somebody should look at it.</summary>
    Warning,
    Failed,

    /// <summary>This key may not see it.</summary>
    Skipped,
}

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Remedy">What to do; null when nothing.</param>
internal sealed record Check(string Name, CheckState State, string Detail, string? Remedy = null);
