using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Tests.Clouds;

namespace CauseFlow.CredentialBroker.Tests.Conformance;

public sealed class GcpKeylessConformance : GcpKeyConformance
{
    protected override object Document => GoogleCloud.Federation();

    protected override int RequestsOfOne => 2;

    protected override IEnumerable<(ScriptedAnswer Answer, RefusalReason Reason)> Refusals =>
    [
        (new(400, GoogleCloud.OAuthError("invalid_target", "The target service indicated by the audience is invalid.")), RefusalReason.AppNotFound),
        (new(401, GoogleCloud.OAuthError("unauthorized_client", "The given credential is rejected by the attribute condition.")), RefusalReason.MissingPermission),
        (new(400, GoogleCloud.OAuthError("invalid_grant", "The audience in ID Token does not match.")), RefusalReason.KeyInvalid),
        (new(400, GoogleCloud.OAuthError("invalid_grant", "x")) { Date = Host.Time.GetUtcNow().AddMinutes(-9) }, RefusalReason.ClockSkew),
        (new(400, GoogleCloud.OAuthError("invalid_request", "Invalid value for audience.")), RefusalReason.InvalidInput),
        (new(403, GoogleCloud.ApiError(403, "PERMISSION_DENIED", "x", "SERVICE_DISABLED",
            new { service = "sts.googleapis.com", consumer = "projects/123" })), RefusalReason.ApiDisabled),
    ];

    /// <summary>The impersonated token is shorter.</summary>
    protected override (DateTimeOffset From, DateTimeOffset To) Expiry =>
        (Host.Time.GetUtcNow().AddSeconds(900), Host.Time.GetUtcNow().AddSeconds(900));

    protected override ScriptedAnswer? Good(SentRequest request) => new(200, request.Uri.Host == "sts.googleapis.com"
        ? GoogleCloud.Token("federated")
        : $$"""{"accessToken":"{{GoogleCloud.CanaryToken}}","expireTime":"{{Host.Time.GetUtcNow().AddSeconds(900):yyyy-MM-ddTHH:mm:ssZ}}"}""");
}
