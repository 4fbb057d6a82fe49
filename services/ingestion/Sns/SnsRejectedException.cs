namespace CauseFlow.Ingestion.Sns;

/// <summary>
/// A message that is refused, with the stable code of the answer, the metrics and the delivery log.
/// The message never quotes what the sender wrote.
/// </summary>
public sealed class SnsRejectedException(string code, int statusCode, string message) : Exception(message)
{
    /// <summary>Stable, snake_case; one of <see cref="SnsRejection"/>.</summary>
    public string Code { get; } = code;

    /// <summary>4xx for what can never become acceptable; 503 for what SNS should deliver again.</summary>
    public int StatusCode { get; } = statusCode;
}
