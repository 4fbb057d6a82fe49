using System.Net;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Tokens;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>The one table from Entra's error numbers to a reason, a message and a remedy.</summary>
internal static class EntraRefusals
{
    /// <param name="answer">What Entra answered; null when it did not.</param>
    /// <param name="settings">Who asked.</param>
    /// <param name="keyless">What the federated credential must say; null with a secret.</param>
    /// <param name="secret">Never shown, should Entra repeat it.</param>
    public static Refusal Explain(TokenAnswer? answer, AzureSettings settings, FederatedIdentity? keyless, string? secret)
    {
        if (answer is null)
        {
            return Unreachable("Entra could not be reached.");
        }

        var error = EntraError.Read(answer);
        var said = ProviderWords.Quote("Entra", error.Description, secret);
        if (answer.IsThrottled)
        {
            return Throttled(answer.RetryAfter);
        }

        if ((int)answer.Status >= 500 || error.Code == "temporarily_unavailable")
        {
            return Unreachable($"Entra answered {(int)answer.Status}.{said}");
        }

        if (!error.IsJson || (error.Code is null && error.Numbers.Count == 0))
        {
            return Unreachable(
                $"The login endpoint answered {(int)answer.Status} with something that is not Entra's: a proxy between?");
        }

        foreach (var number in error.Numbers)
        {
            if (OfNumber(number, settings, keyless, said) is { } known)
            {
                return known;
            }
        }

        return OfWord(error, answer.Status, settings, keyless, said);
    }

    public static Refusal Throttled(TimeSpan? wait) => new(RefusalReason.Throttled,
        "Entra asks this application to wait"
            + (wait is { } time ? $" {Math.Ceiling(time.TotalSeconds):0} seconds." : "."),
        "Wait a minute and try again; nothing is wrong with the secret.");

    private static Refusal? OfNumber(long number, AzureSettings settings, FederatedIdentity? keyless, string said)
    {
        var (app, directory) = (settings.ClientId, settings.DirectoryId);
        return number switch
        {
            7000222 => new(RefusalReason.SecretExpired,
                $"The client secret of application {app} has expired.{said}",
                $"Make a new secret: {AzCommands.ResetSecret(app)}. Then PATCH /v1/integrations/{{id}} with clientSecret and "
                + "secretExpiresAt."),
            7000215 => new(RefusalReason.SecretInvalid,
                $"The client secret of application {app} is wrong; often the secret's id was copied instead of its value.{said}",
                $"Copy the secret's value (shown once, when it is made), or make a new one: {AzCommands.ResetSecret(app)}."),
            700016 => new(RefusalReason.AppNotFound,
                $"There is no application {app} in tenant {directory}: the client id or the tenant is wrong.{said}",
                $"Look both up: az account show --query tenantId, and {AzCommands.ShowApp(app)}."),
            7000229 => new(RefusalReason.AppNotFound,
                $"Application {app} has no service principal in tenant {directory}.{said}",
                $"Create it: {AzCommands.CreatePrincipal(app)}."),
            7000112 => new(RefusalReason.AppNotFound,
                $"Application {app} is disabled in tenant {directory}.{said}",
                $"Enable it: {AzCommands.EnablePrincipal(app)}."),
            90002 or 900021 => new(RefusalReason.TenantNotFound,
                $"There is no tenant {directory}, or it is in another Azure cloud.{said}",
                "Look the tenant up: az account show --query tenantId. For Azure Government or China the operator sets "
                + $"{AzureCloud.AuthorityKey}."),
            900023 => new(RefusalReason.TenantNotFound,
                $"Entra takes {directory} for no tenant: it must be a GUID or a domain.{said}",
                "Look the tenant up: az account show --query tenantId."),
            53003 or 530003 => new(RefusalReason.MissingPermission,
                $"A Conditional Access policy blocks application {app}.{said}",
                "Exclude the application from the policy for workload identities, or allow the addresses of this installation."),
            65001 => new(RefusalReason.MissingPermission,
                $"Nobody has consented to application {app} in tenant {directory}.{said}",
                $"Grant it: az ad app permission admin-consent --id {app}."),
            500011 or 500014 => new(RefusalReason.ProviderError,
                $"Tenant {directory} does not know the service that the token is for: it may be in another Azure cloud.{said}",
                $"Check the tenant's cloud; the operator sets {AzureCloud.AuthorityKey} for Azure Government or China."),
            700024 => new(RefusalReason.ClockSkew,
                $"Entra takes the broker's token for expired or not yet valid: the clocks differ.{said}",
                "Synchronise the host's clock (NTP) and try again."),
            70021 or 700211 or 700212 or 700213 or 700223 => Mismatch(settings, keyless, said),
            700027 or 50166 or 7000272 or 5000611 => new(RefusalReason.KeyInvalid,
                $"Entra could not check the broker's token against the keys that it publishes.{said}",
                $"Entra must reach {keyless?.JwksUri ?? "the issuer's key set"} from the internet; after a rotation wait until it "
                + "has read the new keys."),
            _ => null,
        };
    }

    private static Refusal OfWord(
        EntraError error, HttpStatusCode status, AzureSettings settings, FederatedIdentity? keyless, string said)
    {
        var number = error.Numbers.Count > 0 ? $" (AADSTS{error.Numbers[0]})" : "";
        return error.Code switch
        {
            "invalid_client" when keyless is not null => Mismatch(settings, keyless, said),
            "invalid_client" => new(RefusalReason.SecretInvalid,
                $"Entra does not take the secret of application {settings.ClientId}{number}.{said}",
                $"Check that it has not expired, or make a new one: {AzCommands.ResetSecret(settings.ClientId)}."),
            "unauthorized_client" => new(RefusalReason.AppNotFound,
                $"Entra does not let application {settings.ClientId} into tenant {settings.DirectoryId}{number}.{said}",
                $"Check client id and tenant: {AzCommands.ShowApp(settings.ClientId)}."),
            "invalid_tenant" => new(RefusalReason.TenantNotFound,
                $"There is no tenant {settings.DirectoryId}{number}.{said}",
                "Look the tenant up: az account show --query tenantId."),
            _ => new(RefusalReason.ProviderError,
                $"Entra answered {(int)status} {ProviderWords.Word(error.Code)}{number}.{said}",
                "Try again; if it stays, look the number up: https://login.microsoftonline.com/error."),
        };
    }

    private static Refusal Mismatch(AzureSettings settings, FederatedIdentity? keyless, string said) => new(
        RefusalReason.SecretInvalid,
        $"Application {settings.ClientId} has no federated credential that fits the broker's token.{said}",
        keyless is null
            ? "Add the federated credential of the set-up page to the application."
            : $"The federated credential needs exactly issuer {keyless.Issuer}, subject {keyless.Subject} and audience "
                + $"{AzureCloud.ExchangeAudience}; compare: az ad app federated-credential list --id {settings.ClientId}.");

    private static Refusal Unreachable(string message) => new(RefusalReason.ProviderUnreachable, message,
        "Check that the credential broker may reach the login endpoint (network policy, proxy, DNS), then try again.");
}
