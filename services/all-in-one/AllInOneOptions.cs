using System.ComponentModel.DataAnnotations;

namespace CauseFlow.AllInOne;

/// <summary>What all-in-one itself reads; everything else is the services' own configuration.</summary>
public sealed class AllInOneOptions
{
    /// <summary>Folder of all databases. The keys are beside it, in <c>&lt;Data&gt;-keys</c>, and are backed up separately.</summary>
    [Required]
    public string Data { get; set; } = "data";

    /// <summary>Section <c>Listen</c>: where the gateway listens for people and webhooks. Default http://127.0.0.1:8080.</summary>
    public PublicListener Listen { get; set; } = new();

    /// <summary>File that is written when everything is up: {"url", "firstAdminKey" (first start only), "processId"}.</summary>
    public string? ReadyFile { get; set; }

    /// <summary>The one address that is reachable from outside.</summary>
    public sealed class PublicListener
    {
        /// <summary>Public address; port 0 takes a free one. Default http://127.0.0.1:8080.</summary>
        [Required]
        public string Public { get; set; } = "http://127.0.0.1:8080";
    }
}
