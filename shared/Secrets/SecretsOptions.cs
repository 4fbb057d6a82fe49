using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Secrets;

/// <summary>Section <c>Secrets</c>.</summary>
public sealed class SecretsOptions
{
    /// <summary>Folder of <c>kek-&lt;id&gt;.key</c> files (32 random bytes, base64) and the file <c>current</c> (an id).</summary>
    [Required]
    public string KeyFolder { get; set; } = "";

    /// <summary>Make the first key when the folder is empty. Default false: a lost folder must not be replaced in silence.</summary>
    public bool CreateMissing { get; set; }

    /// <summary>Secrets that are moved to a new key in one commit. Default 100.</summary>
    [Range(1, 10_000)]
    public int RewrapBatch { get; set; } = 100;

    /// <summary>Seconds between looks for secrets under old or missing keys. Default 60.</summary>
    [Range(1, 86_400)]
    public int RewrapIntervalSeconds { get; set; } = 60;
}
