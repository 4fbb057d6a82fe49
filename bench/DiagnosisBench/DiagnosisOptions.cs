namespace CauseFlow.DiagnosisBench;

/// <summary><c>diagnosis [--data DIR] [--generated DIR|COUNT] [--seed N] [--sets NAME,NAME] [--keep DIR] [--quick yes]</c>.</summary>
internal sealed record DiagnosisOptions
{
    /// <summary>Folder of the public sets; null for none.</summary>
    public string? Data { get; init; }

    /// <summary>Folder of generated cases, or how many to generate.</summary>
    public string? Generated { get; init; }

    /// <summary>Of the cases that are made here; null for the usual one.</summary>
    public int? Seed { get; init; }

    /// <summary>Only these of the public sets; empty for all.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>Where the imported cases stay; null for a temporary folder that is removed.</summary>
    public string? Keep { get; init; }

    /// <summary>True to judge each case once and leave out all else.</summary>
    public bool IsQuick { get; init; }

    /// <returns>Null when the command line was wrong.</returns>
    public static DiagnosisOptions? Parse(string[] arguments)
    {
        var options = new DiagnosisOptions();
        foreach (var pair in arguments.Chunk(2))
        {
            if (pair.Length != 2 || (pair[0] == "--data" && !Directory.Exists(pair[1])))
            {
                return null;
            }

            switch (pair[0])
            {
                case "--data": options = options with { Data = pair[1] }; break;
                case "--generated": options = options with { Generated = pair[1] }; break;
                case "--seed" when int.TryParse(pair[1], out var seed): options = options with { Seed = seed }; break;
                case "--sets": options = options with { Sets = pair[1].Split(',') }; break;
                case "--keep": options = options with { Keep = pair[1] }; break;
                case "--quick": options = options with { IsQuick = pair[1] == "yes" }; break;
                default: return null;
            }
        }

        return options.Data is null && options.Generated is null ? null : options;
    }
}
