namespace CauseFlow.CaseGeneration;

/// <summary>What to generate. Equal options give equal bytes, on every machine.</summary>
public sealed record GeneratorOptions
{
    /// <summary>Decides everything that is chance.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Cases.</summary>
    public int Count { get; init; } = 60;

    /// <summary>Names of families; empty for all.</summary>
    public IReadOnlyList<string> Families { get; init; } = [];

    /// <summary>aws, azure, gcp; empty for all.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    public CaseSize Size { get; init; } = CaseSize.Small;

    /// <summary>True: incidents for the simulator: what the product's collectors can reach from the alarm.</summary>
    public bool IsPlayed { get; init; }
}
