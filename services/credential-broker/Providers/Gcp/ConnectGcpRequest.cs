using System.Text.Json;
using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>Body of <c>POST /v1/integrations/gcp/connect</c>, as pasted by a person.</summary>
public sealed record ConnectGcpRequest : IIntegrationTags
{
    public string? Name { get; init; }
    public IReadOnlyList<string>? ProjectIds { get; init; }

    /// <summary>
    /// A service account's key or a workload identity federation document: the JSON, or a string that holds it.
    /// </summary>
    public JsonElement? Credential { get; init; }

    /// <summary>In place of the document: the id that <c>POST /v1/credentials</c> answered.</summary>
    public string? CredentialId { get; init; }

    /// <summary>Accepts that the principal may do more than read.</summary>
    public bool ConfirmExcess { get; init; }
    public IReadOnlyList<string>? Links { get; init; }
    public IReadOnlyList<string>? Services { get; init; }
    public IReadOnlyList<string>? Environments { get; init; }

    public override string ToString() => "ConnectGcpRequest { [redacted] }";
}
