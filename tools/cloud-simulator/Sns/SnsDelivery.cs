namespace CauseFlow.CloudSimulation.Sns;

/// <summary>How SNS retries a delivery.</summary>
public sealed record SnsRetryPolicy
{
    /// <summary>Tries in all; only server errors, 429 and connection failures are tried again.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Milliseconds between tries.</summary>
    public int DelayMs { get; init; } = 200;

    /// <summary>Milliseconds for one try; SNS gives up after 15 s.</summary>
    public int TimeoutMs { get; init; } = 15_000;
}

/// <summary>What became of one message at one endpoint.</summary>
/// <param name="Url">Where to.</param>
/// <param name="MessageId">SNS message id.</param>
/// <param name="Attempts">HTTP status of each try; 0 where no answer came.</param>
/// <param name="ResponseBody">Body of the last answer, at most 4 KiB.</param>
public sealed record SnsDelivery(Uri Url, string MessageId, IReadOnlyList<int> Attempts, string ResponseBody)
{
    public bool Delivered => Attempts[^1] is >= 200 and < 300;
}

/// <summary>One HTTP(S) subscription of the topic.</summary>
/// <param name="Arn">Subscription ARN.</param>
/// <param name="Url">Endpoint.</param>
/// <param name="Token">Token of the confirmation.</param>
/// <param name="Confirmed">Whether the SubscribeURL was visited.</param>
public sealed record SnsSubscription(string Arn, Uri Url, string Token, bool Confirmed);
