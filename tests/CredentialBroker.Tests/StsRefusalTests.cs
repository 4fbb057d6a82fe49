using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Providers;

namespace CauseFlow.CredentialBroker.Tests;

public sealed class StsRefusalTests
{
    private const string ExternalId = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("AccessDenied", "not authorized", RefusalReason.AssumeRoleDenied)]
    [InlineData("AccessDeniedException", "not authorized", RefusalReason.AssumeRoleDenied)]
    [InlineData("AccessDenied", "because no permissions boundary allows the sts:AssumeRole action", RefusalReason.PermissionBoundary)]
    [InlineData("AccessDenied", "with an explicit deny in a service control policy", RefusalReason.PermissionBoundary)]
    [InlineData("NoSuchEntity", "", RefusalReason.RoleNotFound)]
    [InlineData("AccessDenied", "explicit deny in a resource control policy", RefusalReason.PermissionBoundary)]
    [InlineData("AccessDenied", "because no identity-based policy allows the sts:AssumeRole action", RefusalReason.PermissionBoundary)]
    [InlineData("AccessDenied", "User: arn:aws:iam::409171461008:user/other is not authorized to perform: sts:AssumeRole",
        RefusalReason.PrincipalMismatch)]
    [InlineData("AccessDenied", "User: arn:aws:sts::409171461008:assumed-role/other/s is not authorized to perform",
        RefusalReason.PrincipalMismatch)]
    [InlineData("AccessDenied", "User: arn:aws:sts::409171461008:assumed-role/causeflow/i-1 is not authorized to perform",
        RefusalReason.AssumeRoleDenied)]
    [InlineData("RegionDisabledException", "", RefusalReason.RegionDisabled)]
    [InlineData("InvalidClientTokenId", "The security token is invalid", RefusalReason.KeyInvalid)]
    [InlineData("UnrecognizedClientException", "", RefusalReason.KeyInvalid)]
    [InlineData("SignatureDoesNotMatch", "Signature expired: 20260301T1 is now earlier than", RefusalReason.ClockSkew)]
    [InlineData("SignatureDoesNotMatch", "Signature not yet current", RefusalReason.ClockSkew)]
    [InlineData("SignatureDoesNotMatch", "The request signature we calculated does not match", RefusalReason.KeyInvalid)]
    [InlineData("RequestExpired", "", RefusalReason.ClockSkew)]
    [InlineData("ExpiredToken", "", RefusalReason.SecretExpired)]
    [InlineData("MissingAuthenticationToken", "", RefusalReason.KeyInvalid)]
    [InlineData(StsException.NoPrincipal, "", RefusalReason.KeyInvalid)]
    [InlineData("Throttling", "Rate exceeded", RefusalReason.Throttled)]
    [InlineData("ValidationError", "", RefusalReason.InvalidInput)]
    [InlineData(StsException.Unreachable, "", RefusalReason.ProviderUnreachable)]
    [InlineData("MalformedPolicyDocument", "", RefusalReason.ProviderError)]
    [InlineData("SomethingNew", "", RefusalReason.ProviderError)]
    public void Explain_EveryCode_HasReasonMessageAndRemedy(string code, string message, RefusalReason reason)
    {
        var refusal = Explain(code, message);

        refusal.Reason.ShouldBe(reason);
        refusal.Message.ShouldNotBeNullOrWhiteSpace();
        refusal.Remedy.ShouldNotBeNullOrWhiteSpace();
        refusal.IsTransient.ShouldBe(reason is RefusalReason.Throttled or RefusalReason.ProviderUnreachable);
    }

    [Fact]
    public void Explain_AccessDenied_ListsTheThreeCausesInOrderAndShowsThePrincipal()
    {
        var refusal = Explain("AccessDenied", "User: x is not authorized");

        var external = refusal.Message.IndexOf("external id", StringComparison.Ordinal);
        var principal = refusal.Message.IndexOf("principal", StringComparison.Ordinal);
        var boundary = refusal.Message.IndexOf("boundary", StringComparison.Ordinal);
        external.ShouldBeGreaterThan(0);
        principal.ShouldBeGreaterThan(external);
        boundary.ShouldBeGreaterThan(principal);
        refusal.Message.ShouldContain("does not say why");
        refusal.Message.ShouldContain("User: x is not authorized");
        refusal.Remedy.ShouldContain(Broker.Principal);
    }

    [Fact]
    public void Explain_RoleThatWorkedBefore_SaysSinceWhenAndThatItMayBeDeleted()
    {
        var refusal = Explain("AccessDenied", "no", new DateTimeOffset(2026, 2, 1, 8, 30, 0, TimeSpan.Zero));

        refusal.Message.ShouldContain("worked last on 2026-02-01 08:30 UTC");
        refusal.Message.ShouldContain("deleted");
    }

    [Fact]
    public void Explain_AwsRepeatsTheExternalId_IsRedacted() =>
        Explain("AccessDenied", $"external id {ExternalId} is wrong").Message.ShouldNotContain(ExternalId);

    [Fact]
    public void Explain_EndlessMessageWithControlCharacters_IsBounded()
    {
        var refusal = Explain("SomethingNew", new string('x', 100_000) + "\n\u001b[31m");

        refusal.Message.Length.ShouldBeLessThan(1000);
        refusal.Message.ShouldNotContain("\u001b");
    }

    private static Refusal Explain(string code, string message, DateTimeOffset? workedAt = null) => StsRefusals.Explain(
        new StsException(code, message),
        new AssumeRoleCall
        {
            RoleArn = Broker.Role, Region = "eu-west-1", SessionName = "s", ExternalId = ExternalId, SessionPolicy = "{}",
        },
        Broker.Principal, workedAt);
}
