using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Tokens;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>
/// The tables from Google's codes to a reason, a message and a remedy: key, federation, impersonation.
/// </summary>
internal static class GoogleRefusals
{
    /// <summary>Beyond this the clocks are why a signed request is refused.</summary>
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(2);

    /// <summary>A service account's key was not taken.</summary>
    public static Refusal OfKey(TokenAnswer? answer, GcpSettings settings, DateTimeOffset now, string secret)
    {
        var account = settings.ServiceAccount ?? "";
        if (Common(answer, now, "Google's token endpoint") is { } common)
        {
            return common;
        }

        var error = GoogleError.Read(answer!);
        var said = ProviderWords.Quote("Google", error.Description, secret);
        return error.Word switch
        {
            "invalid_grant" => InvalidGrant(error.Description ?? "", settings, account, said),
            "invalid_scope" => new(RefusalReason.ScopeInsufficient,
                $"Google does not give this scope to {account}.{said}",
                "This is no question of roles: an organisation policy or a restriction of scopes is in the way."),
            "unauthorized_client" or "invalid_client" or "deleted_client" or "disabled_client" => new(RefusalReason.KeyInvalid,
                $"Google does not take the key of {account} ({error.Word}).{said}", Keys(account)),
            _ => OfApi(error, answer!, said, account, null),
        };
    }

    /// <summary>The broker's own token was not exchanged.</summary>
    public static Refusal OfExchange(TokenAnswer? answer, GcpSettings settings, DateTimeOffset now, string issuer, string secret)
    {
        var audience = settings.Audience ?? "";
        if (Common(answer, now, "Google's security token service") is { } common)
        {
            return common;
        }

        var error = GoogleError.Read(answer!);
        var said = ProviderWords.Quote("Google", error.Description, secret);
        var describe = $"gcloud iam workload-identity-pools providers describe {audience["//iam.googleapis.com/".Length..]}";
        return error.Word switch
        {
            "invalid_target" => new(RefusalReason.AppNotFound,
                $"The pool or provider of {audience} does not exist, is disabled or was deleted.{said}",
                $"Look at its state: {describe}; make it again from the set-up page, or enable or undelete it."),
            "unauthorized_client" => new(RefusalReason.MissingPermission,
                $"The attribute condition of the provider rejects the broker's subject.{said}",
                "Make the condition match the subject of the set-up page: gcloud iam workload-identity-pools providers "
                + "update-oidc … --attribute-condition."),
            "invalid_grant" => new(RefusalReason.KeyInvalid,
                $"The provider does not take the broker's token: its issuer, its audience or its keys differ.{said}",
                $"The provider's issuer must be exactly {issuer}, and its keys those of {issuer}/.well-known/jwks.json: Google reads "
                + $"them there, or upload them (--jwk-json-path) after each rotation. Compare: {describe}."),
            "invalid_request" or "invalid_scope" => new(RefusalReason.InvalidInput,
                $"Google does not take the audience {audience}.{said}",
                "Copy the audience from the provider's page: PATCH /v1/integrations/{id} with the corrected document."),
            _ => OfApi(error, answer!, said, settings.ServiceAccount, settings),
        };
    }

    /// <summary>The federated identity may not act as the service account.</summary>
    /// <param name="answer">What the IAM credentials API answered.</param>
    /// <param name="settings">Which account and pool.</param>
    /// <param name="now">For the clocks.</param>
    /// <param name="subject">As whom the broker asked.</param>
    public static Refusal OfImpersonation(TokenAnswer? answer, GcpSettings settings, DateTimeOffset now, string subject)
    {
        var (account, audience) = (settings.ServiceAccount ?? "", settings.Audience ?? "");
        if (Common(answer, now, "Google's IAM credentials API") is { } common)
        {
            return common;
        }

        var error = GoogleError.Read(answer!);
        var said = ProviderWords.Quote("Google", error.Description);
        var isDenied = error.Reason is "IAM_PERMISSION_DENIED" or "forbidden"
            || (error.Reason is null && (error.Status == "PERMISSION_DENIED" || (int)answer!.Status == 403));
        return isDenied
            ? new(RefusalReason.MissingPermission,
                $"The broker's identity may not act as {account}, or there is no such account "
                + $"({error.Metadata.GetValueOrDefault("permission", "iam.serviceAccounts.getAccessToken")}).{said}",
                $"Bind it: {GcloudCommands.BindIdentity(account, audience, subject)}")
            : OfApi(error, answer!, said, account, settings);
    }

    /// <summary>
    /// Anybody with a token of this issuer may act as the account, so that another tenant could connect it.
    /// </summary>
    public static Refusal OfOpenPool(GcpSettings settings, string subject) => settings.ServiceAccount is { } account
        ? new(RefusalReason.MissingExternalIdCondition,
            $"{account} can be used by every subject of this issuer, so that another tenant could connect it.",
            "Remove the binding of the whole pool (principalSet://…/*) and bind the subject alone: "
            + GcloudCommands.BindIdentity(account, settings.Audience!, subject))
        : new(RefusalReason.MissingExternalIdCondition,
            "The workload identity provider takes every subject of this issuer, so that another tenant could connect the projects.",
            $"Give the provider the attribute condition of the set-up page: assertion.sub == '{subject}'.");

    /// <summary>What no table needs to know more about: nothing, waits, other people's answers, clocks.</summary>
    private static Refusal? Common(TokenAnswer? answer, DateTimeOffset now, string who)
    {
        if (answer is null)
        {
            return Unreachable($"{who} could not be reached.");
        }

        var error = GoogleError.Read(answer);
        if (answer.IsThrottled || error.Reason is "RATE_LIMIT_EXCEEDED" or "rateLimitExceeded" or "userRateLimitExceeded")
        {
            return new Refusal(RefusalReason.Throttled, $"{who} asks to wait.", "Wait a minute and try again.");
        }

        if ((int)answer.Status >= 500)
        {
            return Unreachable($"{who} answered {(int)answer.Status}.");
        }

        if (!error.IsKnown)
        {
            return Unreachable($"{who} answered {(int)answer.Status} with something that is not Google's: a proxy between?");
        }

        // Google says of a clock only in a sentence that it takes no such token; its own clock stands beside it.
        return error.Word == "invalid_grant" && answer.Date is { } date && (date - now).Duration() > MaxSkew
            ? Skewed($" The broker's clock differs from Google's by {(date - now).Duration().TotalMinutes:0} minutes.")
            : null;
    }

    /// <summary>
    /// Google gives one word for a deleted key, a deleted or disabled account and a wrong clock. Only the forms that it documents
    /// tell them apart, from their beginning on; whatever else it says lists all causes.
    /// </summary>
    private static Refusal InvalidGrant(string text, GcpSettings settings, string account, string said)
    {
        bool Says(params ReadOnlySpan<string> forms)
        {
            foreach (var form in forms)
            {
                if (text.StartsWith(form, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }

        if (Says("Invalid grant: account is disabled", "The service account is disabled", "The account is disabled"))
        {
            return new Refusal(RefusalReason.KeyInvalid,
                $"The service account {account}, or its key, is disabled.{said}",
                $"Enable it: gcloud iam service-accounts enable {account}"
                + (settings.KeyId is { } key ? $"; gcloud iam service-accounts keys enable {key} --iam-account {account}" : "") + ".");
        }

        if (Says("Invalid grant: account not found", "The account has been deleted", "Invalid email or User ID"))
        {
            return new Refusal(RefusalReason.AppNotFound,
                $"The service account {account} does not exist any more.{said}",
                $"Look for it: gcloud iam service-accounts describe {account}; make it again from the set-up page.");
        }

        if (Says("Invalid JWT Signature"))
        {
            return new Refusal(RefusalReason.KeyInvalid,
                $"The key {settings.KeyId ?? "of the integration"} of {account} was deleted or replaced.{said}", Keys(account));
        }

        return Says("Invalid JWT: Token must be a short-lived token")
            ? Skewed(said)
            : new Refusal(RefusalReason.KeyInvalid,
                $"Google does not take the key of {account}. In order of likelihood: (1) the key was deleted; (2) the service "
                + $"account is deleted or disabled; (3) the broker's clock is wrong.{said}",
                $"(1) {Keys(account)} (2) gcloud iam service-accounts describe {account} shows whether it is disabled; (3) "
                + "synchronise the host's clock (NTP).");
    }

    /// <summary>The shapes that every API of Google shares.</summary>
    private static Refusal OfApi(GoogleError error, TokenAnswer answer, string said, string? account, GcpSettings? settings)
    {
        var project = settings?.Audience is { } audience ? GcpNames.ProjectNumberOf(audience) : null;
        var consumer = ProviderWords.Word(error.Metadata.GetValueOrDefault("consumer")?.Split('/')[^1] ?? project ?? GcpNames.ProjectOfAccount(account) ?? "PROJECT_ID");
        var service = ProviderWords.Word(error.Metadata.GetValueOrDefault("service") ?? "iamcredentials.googleapis.com");
        return (error.Reason, error.Status) switch
        {
            ("SERVICE_DISABLED" or "accessNotConfigured", _) => new(RefusalReason.ApiDisabled,
                $"The API {service} is not enabled in project {consumer}.{said}",
                $"Enable it: gcloud services enable {service} --project {consumer}. It takes a few minutes."),
            ("ACCESS_TOKEN_SCOPE_INSUFFICIENT" or "insufficientPermissions", _) => new(RefusalReason.ScopeInsufficient,
                $"The token's scope does not allow this. It is no question of roles.{said}",
                "Try again; if it stays, the identity provider limits the scopes of its tokens."),
            ("BILLING_DISABLED" or "CONSUMER_INVALID" or "USER_PROJECT_DENIED", _) => new(RefusalReason.ProviderError,
                $"Project {consumer} cannot use the API: {ProviderWords.Word(error.Reason)}.{said}",
                $"Check the project's billing and state: gcloud projects describe {consumer}."),
            (_, "NOT_FOUND") or ("notFound", _) => new(RefusalReason.AppNotFound,
                $"There is no service account {account}, or the broker may not see it.{said}",
                $"Look for it: gcloud iam service-accounts describe {account}."),
            (_, "INVALID_ARGUMENT") => new(RefusalReason.InvalidInput,
                $"Google does not take the request.{said}",
                "Check the service account's address and the provider's audience."),
            (_, "UNAUTHENTICATED") => new(RefusalReason.KeyInvalid,
                $"Google does not take the broker's token.{said}",
                "Compare issuer, audience and keys of the provider with the set-up page."),
            (_, "PERMISSION_DENIED") => new(RefusalReason.MissingPermission,
                $"Google denies {ProviderWords.Word(error.Metadata.GetValueOrDefault("permission") ?? "this")}.{said}",
                account is { Length: > 0 }
                    ? $"An administrator's rule or a missing role denies it. Look at what {account} holds: {GcloudCommands.RolesOf(consumer, account)}"
                    : $"An administrator's rule or a missing role denies it. Look at the roles of project {consumer} on its IAM page."),
            _ => new(RefusalReason.ProviderError,
                $"Google answered {(int)answer.Status} {ProviderWords.Word(error.Word ?? error.Reason ?? error.Status)}.{said}",
                "Try again; if it stays, look the code up in Google's documentation."),
        };
    }

    private static string Keys(string account) =>
        $"Look at its keys: gcloud iam service-accounts keys list --iam-account {account}. Make a new one: gcloud iam "
        + $"service-accounts keys create key.json --iam-account {account}, then PATCH /v1/integrations/{{id}} with credential.";

    private static Refusal Skewed(string said) => new(RefusalReason.ClockSkew,
        $"Google takes the signed request for expired or from the future: the clocks differ.{said}",
        "Synchronise the host's clock (NTP) and try again. Compare: date -u, and curl -sI https://oauth2.googleapis.com | "
        + "grep -i ^date.");

    private static Refusal Unreachable(string message) => new(RefusalReason.ProviderUnreachable, message,
        "Check that the credential broker may reach *.googleapis.com (network policy, proxy, DNS), then try again.");
}
