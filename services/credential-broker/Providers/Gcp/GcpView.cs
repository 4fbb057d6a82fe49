namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>What the API shows of an integration's Google Cloud settings.</summary>
public sealed record GcpView
{
    public string? ServiceAccount { get; init; }

    /// <summary>Id of the key, as <c>gcloud iam service-accounts keys list</c> shows it; null without one.</summary>
    public string? KeyId { get; init; }

    /// <summary>Workload identity federation instead of a key.</summary>
    public required bool Keyless { get; init; }

    /// <summary>The workload identity provider.</summary>
    public string? Audience { get; init; }

    public static GcpView Of(GcpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new GcpView
        {
            ServiceAccount = settings.ServiceAccount, KeyId = settings.KeyId, Keyless = settings.Audience is not null,
            Audience = settings.Audience,
        };
    }
}
