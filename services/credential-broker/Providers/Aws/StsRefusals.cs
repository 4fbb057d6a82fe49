using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>The one table from STS's error codes to a reason, a message and a remedy.</summary>
public static partial class StsRefusals
{
    private static readonly string[] Blockers =
        ["permissions boundary", "service control policy", "resource control policy", "session policy"];

    private const int MaxProviderMessage = 300;

    /// <param name="error">What the call threw.</param>
    /// <param name="call">The call; its external id is never shown.</param>
    /// <param name="principalArn">The principal that the trust policy must name.</param>
    /// <param name="workedAt">When the role was assumed last; null when never.</param>
    public static Refusal Explain(StsException error, AssumeRoleCall call, string principalArn, DateTimeOffset? workedAt)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(call);
        var said = Quote(error.Message, call.ExternalId);
        return error.Code switch
        {
            "AccessDenied" or "AccessDeniedException" => Denied(
                said, error.Message, call.RoleArn, principalArn, workedAt),
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
            "ValidationError" when error.Message.Contains("is invalid", StringComparison.Ordinal) => new(
                RefusalReason.InvalidInput,
                $"AWS does not take {call.RoleArn} for a role's ARN. {said}",
                "Copy the ARN from the role's page in IAM: arn:aws:iam::<12 digits>:role/<path and name>."),
            "ValidationError" or "ValidationException" or "InvalidParameterValue" => new(RefusalReason.InvalidInput,
                $"STS refused the request's form. {said}", "Check the role's ARN and its maximum session duration."),
            StsException.Unreachable => new(RefusalReason.ProviderUnreachable,
                $"STS in {call.Region} could not be reached.",
                "Check that the credential broker may reach STS (network policy, proxy, DNS), then try again."),
            _ => new(RefusalReason.ProviderError, $"STS answered {Bounded(error.Code)}. {said}",
                "Try again; if it stays, look the error code up in AWS's documentation."),
        };
    }

    /// <summary>
    /// AWS says as little as it can. What it does say is used: a policy that it names, and who it saw calling. For the rest
    /// the causes are listed in the order in which they happen.
    /// </summary>
    private static Refusal Denied(string said, string text, string roleArn, string principalArn, DateTimeOffset? workedAt)
    {
        if (Blockers.Any(x => text.Contains(x, StringComparison.OrdinalIgnoreCase)))
        {
            return new Refusal(RefusalReason.PermissionBoundary,
                $"A permission boundary or service control policy blocks sts:AssumeRole on {roleArn}. {said}",
                "Ask the administrator of the organisation or of the principal's account to allow sts:AssumeRole for "
                + $"{principalArn} in that boundary or policy.");
        }

        if (text.Contains("no identity-based policy allows the sts:AssumeRole", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(RefusalReason.PermissionBoundary,
                $"CauseFlow's own principal {principalArn} is not allowed to call sts:AssumeRole. {said}",
                "The operator adds this statement to the principal's policy: "
                + $$"""{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}""");
        }

        if (Caller().Match(text) is { Success: true } caller && !IsSame(caller.Groups[1].Value, principalArn))
        {
            return new Refusal(RefusalReason.PrincipalMismatch,
                $"CauseFlow calls AWS as {Bounded(caller.Groups[1].Value)}, but the set-up page shows {principalArn}, which the "
                + $"trust policy of {roleArn} names. {said}",
                $"The operator either runs the credential broker as {principalArn}, or sets Aws:PrincipalArn to the identity "
                + "that it really has and has the trust policies changed to it.");
        }

        var since = workedAt is { } at
            ? $" It worked last on {at:yyyy-MM-dd HH:mm} UTC: since then the role was deleted or renamed, or one of these changed."
            : "";
        return new Refusal(RefusalReason.AssumeRoleDenied,
            $"AWS denied AssumeRole on {roleArn} and does not say why.{since} In order of likelihood: (1) the external id in the "
            + "role's trust policy differs; (2) the principal in the trust policy differs, or the role does not exist; "
            + $"(3) a permission boundary or service control policy blocks sts:AssumeRole. {said}",
            "(1) Copy the external id again from GET /v1/integrations/aws/setup into the condition sts:ExternalId; "
            + $"(2) check that the role exists and make the trust policy's principal exactly {principalArn}; "
            + "(3) ask the account's administrator to allow sts:AssumeRole for it.");
    }

    /// <summary>A role shows up in AWS's words as its session; an account's root stands for everybody in it.</summary>
    private static bool IsSame(string caller, string principal)
    {
        var (theirs, ours) = (caller.Split(':', 6), principal.Split(':', 6));
        if (caller == principal || theirs.Length < 6 || ours.Length < 6)
        {
            return true;
        }

        return theirs[4] == ours[4] && (ours[5] == "root"
            || (theirs[5].Split('/') is ["assumed-role", var role, ..] && ours[5].StartsWith("role/", StringComparison.Ordinal)
                && ours[5].Split('/')[^1] == role));
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

    [GeneratedRegex(@"User: (arn:[a-z-]+:(?:iam|sts)::[0-9]{12}:\S{1,200}) is not authorized",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Caller();
}
