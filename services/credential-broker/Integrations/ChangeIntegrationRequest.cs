using System.Text.Json;
using System.Text.Json.Serialization;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Credentials;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Body of <c>PATCH /v1/integrations/{id}</c>; what is null stays as it is.</summary>
public sealed record ChangeIntegrationRequest : IIntegrationTags
{
    public string? Name { get; init; }
    public IReadOnlyList<string>? Links { get; init; }
    public IReadOnlyList<string>? Services { get; init; }
    public IReadOnlyList<string>? Environments { get; init; }

    /// <summary>
    /// Azure and Google Cloud: true accepts that the principal may do more than read, false takes that back.
    /// </summary>
    public bool? ConfirmExcess { get; init; }

    /// <summary>AWS.</summary>
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>AWS.</summary>
    public IReadOnlyList<string>? TopicArns { get; init; }

    /// <summary>AWS.</summary>
    public IReadOnlyList<string>? LogGroups { get; init; }

    /// <summary>
    /// AWS: true has alarm history compared with what arrived, at once and on a timer; false ends that.
    /// </summary>
    public bool? Reconcile { get; init; }

    /// <summary>AWS: the queue that alarms are taken from, in the integration's own account; empty for none.</summary>
    public string? IntakeQueueArn { get; init; }

    /// <summary>Azure.</summary>
    public IReadOnlyList<string>? SubscriptionIds { get; init; }

    /// <summary>Azure; empty for whole subscriptions.</summary>
    public IReadOnlyList<string>? ResourceGroups { get; init; }

    /// <summary>Azure; empty for none.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>Azure: the next client secret. It is tried before it is kept.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Azure: when the secret expires.</summary>
    public DateTimeOffset? SecretExpiresAt { get; init; }

    /// <summary>Google Cloud.</summary>
    public IReadOnlyList<string>? ProjectIds { get; init; }

    /// <summary>Google Cloud: the next key or federation document. It is tried before it is kept.</summary>
    public JsonElement? Credential { get; init; }

    /// <summary>
    /// In place of the secret or the document: the id that <c>POST /v1/credentials</c> answered.
    /// </summary>
    public string? CredentialId { get; init; }

    /// <summary>Whether the change is to be tried in the cloud first.</summary>
    [JsonIgnore]
    public bool ChangesAccess => ClientSecret is not null || Credential is not null;

    /// <summary>The same with the secret that its <see cref="CredentialId"/> stands for.</summary>
    public ChangeIntegrationRequest With(OpenedCredential opened, CloudProvider provider) => opened switch
    {
        { Secret: null } or null => this,
        _ when provider == CloudProvider.Azure => this with
        {
            ClientSecret = opened.Secret, SecretExpiresAt = SecretExpiresAt ?? opened.ExpiresAt,
        },
        _ => this with { Credential = opened.Document },
    };

    public override string ToString() => "ChangeIntegrationRequest { [redacted] }";
}
