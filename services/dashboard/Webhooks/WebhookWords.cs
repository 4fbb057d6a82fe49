namespace CauseFlow.Dashboard.Webhooks;

/// <summary>What a person enters where, for each kind of sender.</summary>
internal static class WebhookWords
{
    public static string Title(string provider) => provider switch
    {
        "cloudwatch" => "AWS CloudWatch, through SNS",
        "azure-monitor" => "Azure Monitor",
        "gcp-monitoring" => "Google Cloud Monitoring",
        "custom" => "Any other sender",
        _ => provider,
    };

    public static string Where(string provider) => provider switch
    {
        "cloudwatch" => "The endpoint of an https subscription of your alarm topic. SNS signs each message.",
        "azure-monitor" => "A webhook of an action group with the common alert schema, as https://NAME:PASSWORD@… with the name and password below.",
        "gcp-monitoring" => "A notification channel of the kind webhook with basic authentication.",
        "custom" => "POST a JSON body with an API key of the role ingest, and X-Webhook-Signature: sha256=HMAC of the body.",
        _ => "",
    };

    public static string Rotation(string provider) => provider switch
    {
        "custom" => "The sender signs with the new secret from then on; the old one works for a while longer, as shown afterwards. The secret is shown once.",
        "cloudwatch" => "The address changes: subscribe the topic anew. The old address works for a while longer, as shown afterwards.",
        _ => "Address and password change: enter both where your alarms notify. The old ones work for a while longer, as shown afterwards. The password is shown once.",
    };

    /// <summary>Such as <c>topic_not_connected</c> as words.</summary>
    public static string Of(string word) => Incidents.Words.Of(word);
}
