namespace CauseFlow.Ingestion.Webhooks;

/// <summary>How the senders of a webhook prove who they are.</summary>
public enum SenderProof
{
    /// <summary>The vendor signs.</summary>
    VendorSignature,

    /// <summary>The sender signs with a secret that the tenant was shown.</summary>
    SharedSecretSignature,

    /// <summary>Nothing is signed: the route key and the password of basic authentication are all there is.</summary>
    Password,
}

/// <summary>What differs between the webhooks of a tenant before a delivery is in the intake log.</summary>
/// <param name="Provider">The word in its address.</param>
/// <param name="HasRouteKey">Whether its address holds a secret part.</param>
/// <param name="Proof">How its senders prove themselves.</param>
public sealed record WebhookKind(string Provider, bool HasRouteKey, SenderProof Proof)
{
    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<WebhookKind> All { get; } =
    [
        new(WebhookRoute.CloudWatch, HasRouteKey: true, SenderProof.VendorSignature),
        new(WebhookRoute.Custom, HasRouteKey: false, SenderProof.SharedSecretSignature),
        new(WebhookRoute.AzureMonitor, HasRouteKey: true, SenderProof.Password),
        new(WebhookRoute.GcpMonitoring, HasRouteKey: true, SenderProof.Password),
    ];

    /// <summary>Null for a word that is none of them.</summary>
    public static WebhookKind? Find(string provider) => All.FirstOrDefault(kind => kind.Provider == provider);
}
