using System.Net;

namespace CauseFlow.CredentialBroker.Providers.Tokens;

/// <summary>What a token endpoint answered. A success holds a token, so that nothing prints the body.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">At most 64 KiB.</param>
/// <param name="Date">The endpoint's own clock; null when it does not say.</param>
/// <param name="RetryAfter">How long it asks to be left alone.</param>
internal sealed record TokenAnswer(HttpStatusCode Status, string Body, DateTimeOffset? Date, TimeSpan? RetryAfter)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public bool IsThrottled => Status == HttpStatusCode.TooManyRequests;

    public override string ToString() => $"TokenAnswer {{ Status = {(int)Status}, Body = [redacted] }}";
}
