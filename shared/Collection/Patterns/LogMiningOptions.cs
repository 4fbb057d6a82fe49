using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Collection.Patterns;

/// <summary>Bounds of log mining. One setting for all logs: a setting tuned per source would be a score, not a product.</summary>
public sealed class LogMiningOptions
{
    /// <summary>Characters of one line that are mined. Default 8,192.</summary>
    [Range(256, 65_536)]
    public int MaxLineLength { get; set; } = 8 * 1024;

    /// <summary>Tokens of one line that are compared; what stands behind is the last of them. Default 128.</summary>
    [Range(8, 1_024)]
    public int MaxTokens { get; set; } = 128;

    /// <summary>Templates held at once; lines that fit none of them then share one overflow template. Default 2,000.</summary>
    [Range(10, 20_000)]
    public int MaxClusters { get; set; } = 2_000;

    /// <summary>Masked lines whose template is remembered. Default 20,000.</summary>
    [Range(0, 200_000)]
    public int MaxCachedLines { get; set; } = 20_000;

    /// <summary>Templates that are reported, the telling ones first. Default 500.</summary>
    [Range(1, 2_000)]
    public int MaxPatterns { get; set; } = 500;

    /// <summary>Samples of one template. Default 3.</summary>
    [Range(0, 3)]
    public int MaxSamples { get; set; } = 3;

    /// <summary>UTF-8 bytes of one sample. Default 2,048.</summary>
    [Range(64, 2_048)]
    public int MaxSampleBytes { get; set; } = 2_048;
}
