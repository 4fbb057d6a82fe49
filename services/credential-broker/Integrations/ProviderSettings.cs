using System.Text.Json.Serialization;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Providers.Gcp;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>What an integration has that only its cloud understands; one JSON column. Never a secret.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "cloud")]
[JsonDerivedType(typeof(AwsSettings), "aws")]
[JsonDerivedType(typeof(AzureSettings), "azure")]
[JsonDerivedType(typeof(GcpSettings), "gcp")]
public abstract record ProviderSettings
{
    /// <summary>Whom the cloud sees, for the audit: a role, an application, a service account.</summary>
    [JsonIgnore]
    public abstract string Principal { get; }
}
