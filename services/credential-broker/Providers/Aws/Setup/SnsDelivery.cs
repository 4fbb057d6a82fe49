using System.Text.Json.Nodes;

namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>
/// How SNS shall deliver: by itself it gives up after about a minute. 3 retries at once, 3 after 20 s, 29 after 120 s each:
/// 3,540 s in all, just below the 3,600 s that SNS takes. What is lost even then goes to the dead-letter queue.
/// </summary>
public static class SnsDelivery
{
    public const int ImmediateRetries = 3;
    public const int EarlyRetries = 3;
    public const int EarlyDelaySeconds = 20;
    public const int LateRetries = 29;
    public const int LateDelaySeconds = 120;

    /// <summary>The delivery policy of an HTTPS subscription.</summary>
    public static JsonObject Policy() => new()
    {
        ["healthyRetryPolicy"] = new JsonObject
        {
            ["numRetries"] = ImmediateRetries + EarlyRetries + LateRetries,
            ["numNoDelayRetries"] = ImmediateRetries,
            ["minDelayTarget"] = EarlyDelaySeconds,
            ["numMinDelayRetries"] = EarlyRetries,
            ["maxDelayTarget"] = LateDelaySeconds,
            ["numMaxDelayRetries"] = LateRetries,
            ["backoffFunction"] = "linear",
        },
    };
}
