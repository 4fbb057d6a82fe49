using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Keys;

/// <summary>Section <c>Broker</c>: the keys that must not lie in the database.</summary>
public sealed class BrokerKeyOptions
{
    /// <summary>Folder of <c>audit.key</c> and <c>token.key</c>: 32 random bytes each, base64.</summary>
    [Required]
    public string KeyFolder { get; set; } = "";

    /// <summary>Make missing keys, on a database that holds nothing yet. Default false.</summary>
    public bool CreateMissingKeys { get; set; }
}
