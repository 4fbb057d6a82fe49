using System.ComponentModel.DataAnnotations;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Redaction;

namespace CauseFlow.Collection;

/// <summary>Bounds of a collection run.</summary>
public sealed class CollectionOptions
{
    private Redactor? _redactor;

    /// <summary>Seconds that one source may take before what it has is all there is. Default 100.</summary>
    [Range(1, 840)]
    public int SourceTimeoutSeconds { get; set; } = 100;

    /// <summary>
    /// Seconds that all stages of a run may take together: stages follow each other, so a source of a late one has less
    /// than its own time-out. Default 160, which leaves 20 s of the investigation's deadline (180 s) to report in.
    /// </summary>
    [Range(1, 880)]
    public int RunTimeoutSeconds { get; set; } = 160;

    /// <summary>Bytes of one message as JSON, the envelope's margin already taken off the 200 KiB. Default 184 KiB.</summary>
    [Range(8 * 1024, 200 * 1024)]
    public int MaxPartBytes { get; set; } = 184 * 1024;

    /// <summary>Parts that one source may publish. Default 200.</summary>
    [Range(1, 2_000)]
    public int MaxPartsPerSource { get; set; } = 200;

    /// <summary>Resources that one region may resolve to. Default 2,000.</summary>
    [Range(1, 10_000)]
    public int MaxResources { get; set; } = 2_000;

    /// <summary>Series of one source. Default 60.</summary>
    [Range(1, 500)]
    public int MaxSeries { get; set; } = 60;

    /// <summary>Pages of one paged call. Default 10.</summary>
    [Range(1, 100)]
    public int MaxPages { get; set; } = 10;

    /// <summary>Bounds of log mining.</summary>
    public LogMiningOptions Mining { get; set; } = new();

    /// <summary>
    /// What is taken out of all text that is read, beside what the product takes out: at most 50, each with a <c>Name</c> that
    /// stands in its place and a <c>Pattern</c>, a regular expression without look-arounds and back-references. Default none.
    /// </summary>
    public IList<RedactionPattern> Redaction { get; set; } = [];

    /// <summary>With the installation's patterns, which are compiled once.</summary>
    public Redactor Redactor => LazyInitializer.EnsureInitialized(ref _redactor, () => new Redactor(own: Redaction));
}
