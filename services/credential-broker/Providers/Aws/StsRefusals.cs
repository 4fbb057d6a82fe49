using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>The one table from STS's error codes to a reason, a message and a remedy.</summary>
public static class StsRefusals
{
    private const int MaxProviderMessage = 300;

    /// <param name="error">What the call threw.</param>
    /// <param name="call">The call; its external id is never shown.</param>
    /// <param name="principalArn">The principal that the trust policy must name.</param>
    public static Refusal Explain(StsException error, AssumeRoleCall call, string principalArn)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(call);
        var said = Quote(error.Message, call.ExternalId);
        return error.Code switch
        {
            "AccessDenied" or "AccessDeniedException" => Denied(said, call.RoleArn, principalArn),
            "NoSuchEntity" or "NoSuchEntityException" => new(RefusalReason.RoleNotFound,
                $"The role {call.RoleArn} does not exist. {said}",
                "Create the role again from the set-up page, or connect the account with the role's new ARN."),
            "RegionDisabledException" or "RegionDisabled" => new(RefusalReason.RegionDisabled,
                $"STS is not active for this account in {call.Region}. {said}",
                $"Activate STS for {call.Region} in the account's IAM settings, or put an enabled region first."),
            "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidAccessKeyId" => new(RefusalReason.KeyInvalid,
                $"AWS does not know the access key of CauseFlow's own principal. {said}",
                "Give the credential broker valid AWS credentials (role of the pod or instance, or environment)."),
            "SignatureDoesNotMatch" when IsAboutTime(error.Message) => Skewed(said),
            "RequestExpired" or "RequestTimeTooSkewed" => Skewed(said),
            "SignatureDoesNotMatch" or "IncompleteSignature" or "InvalidSignatureException" => new(RefusalReason.KeyInvalid,
                $"The secret key of CauseFlow's own principal is wrong. {said}",
                "Correct the credential broker's AWS secret access key."),
            "ExpiredToken" or "ExpiredTokenException" => new(RefusalReason.SecretExpired,
                $"The session of CauseFlow's own principal has expired. {said}",
                "Renew the credential broker's AWS credentials; prefer a role that renews itself."),
            "MissingAuthenticationToken" or StsException.NoPrincipal => new(RefusalReason.KeyInvalid,
                "CauseFlow has no AWS credentials of its own, so it cannot assume any role.",
                "Run the credential broker with a role (IRSA, instance profile) or set AWS_ACCESS_KEY_ID and its secret."),
            "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequestsException" => new(
                RefusalReason.Throttled, $"STS is throttling. {said}", "Wait a minute and try again."),
            "ValidationError" or "ValidationException" or "InvalidParameterValue" => new(RefusalReason.InvalidInput,
                $"STS refused the request's form. {said}", "Check the role's ARN and its maximum session duration."),
            StsException.Unreachable => new(RefusalReason.ProviderUnreachable,
                $"STS in {call.Region} could not be reached.",
                "Check that the credential broker may reach STS (network policy, proxy, DNS), then try again."),
            _ => new(RefusalReason.ProviderError, $"STS answered {Bounded(error.Code)}. {said}",
                "Try again; if it stays, look the error code up in AWS's documentation."),
        };
    }

    private static Refusal Denied(string said, string roleArn, string principalArn)
    {
        if (said.Contains("permissions boundary", StringComparison.OrdinalIgnoreCase)
            || said.Contains("service control policy", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(RefusalReason.PermissionBoundary,
                $"A permission boundary or service control policy blocks sts:AssumeRole on {roleArn}. {said}",
                "Allow sts:AssumeRole for CauseFlow's principal in that boundary or policy.");
        }

        return new Refusal(RefusalReason.AssumeRoleDenied,
            $"AWS denied AssumeRole on {roleArn} and does not say why. In order of likelihood: (1) the external id in the "
            + "role's trust policy differs; (2) the principal in the trust policy differs, or the role does not exist; "
            + $"(3) a permission boundary or service control policy blocks sts:AssumeRole. {said}",
            "(1) Copy the external id again from GET /v1/integrations/aws/setup into the condition sts:ExternalId; "
            + $"(2) make the trust policy's principal exactly {principalArn}; "
            + "(3) ask the account's administrator to allow sts:AssumeRole for it.");
    }

    private static Refusal Skewed(string said) => new(RefusalReason.ClockSkew,
        $"The clock of the credential broker differs too much from AWS's. {said}",
        "Synchronise the host's clock (NTP) and try again.");

    private static bool IsAboutTime(string message) =>
        message.Contains("expired", StringComparison.OrdinalIgnoreCase)
        || message.Contains("not yet current", StringComparison.OrdinalIgnoreCase);

    /// <summary>AWS's own words, bounded, printable, and without the external id should they repeat it.</summary>
    private static string Quote(string text, string? externalId)
    {
        var safe = externalId is null ? text : text.Replace(externalId, "[redacted]", StringComparison.Ordinal);
        return Bounded(safe) is { Length: > 0 } bounded ? $"AWS said: {bounded}" : "";
    }

    private static string Bounded(string text) =>
        string.Concat(text.Where(c => !char.IsControl(c)).Take(MaxProviderMessage));
}
