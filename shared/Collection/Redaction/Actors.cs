using System.Security.Cryptography;
using System.Text;

namespace CauseFlow.Collection.Redaction;

/// <summary>
/// Names who changed something, so that a person, a pipeline and an attacker differ, without anybody's address: a service
/// account has its own name, which is no person's; a person is the same pseudonym in all findings of a tenant, whatever the
/// cloud.
/// </summary>
public static class Actors
{
    /// <summary>Few enough to read, and enough that two persons of a company never share one.</summary>
    private const int ShownBytes = 6;
    private const int KeyBytes = 32;

    /// <summary>Where a broker gives no key: persons still differ, and have other names in the next process.</summary>
    private static readonly byte[] OfThisProcess = RandomNumberGenerator.GetBytes(KeyBytes);

    private const string OfGoogle = ".gserviceaccount.com";
    private const string OfProjects = ".iam.gserviceaccount.com";

    /// <summary>Null where the cloud does not say who it was.</summary>
    /// <param name="context">
    /// Whose findings they are: the broker's key for the tenant makes the pseudonyms, so that they mean nothing in another's, and
    /// nobody finds out by trying addresses whom one stands for.
    /// </param>
    /// <param name="principal">As the cloud names it.</param>
    public static string? Of(CollectionContext context, string? principal)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (principal is not { Length: > 0 } || principal.Split('@') is not [{ Length: > 0 } local, { Length: > 0 } domain])
        {
            return context.Redactor.RedactOptional(principal);
        }

        return domain.EndsWith(OfProjects, StringComparison.OrdinalIgnoreCase)
            ? context.Redactor.Redact($"{local} (service account of {domain[..^OfProjects.Length]})")
            : domain.EndsWith(OfGoogle, StringComparison.OrdinalIgnoreCase)
            ? context.Redactor.Redact($"{local} (service account)")
            : $"person-{Pseudonym(context, principal)}";
    }

    private static string Pseudonym(CollectionContext context, string address) => Convert.ToHexStringLower(
        HMACSHA256.HashData(KeyOf(context), Encoding.UTF8.GetBytes($"{context.TenantId}\n{address.ToLowerInvariant()}")).AsSpan(0, ShownBytes));

    private static byte[] KeyOf(CollectionContext context)
    {
        var key = new byte[KeyBytes];
        return context.PseudonymKey is { } given && Convert.TryFromBase64String(given, key, out var count) && count == KeyBytes
            ? key : OfThisProcess;
    }
}
