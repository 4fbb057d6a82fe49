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
    private const string OfGoogle = ".gserviceaccount.com";
    private const string OfProjects = ".iam.gserviceaccount.com";

    /// <summary>Null where the cloud does not say who it was.</summary>
    /// <param name="context">Whose findings they are: its tenant keys the pseudonyms, so that they mean nothing in another's.</param>
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
            : $"person-{Pseudonym(context.TenantId, principal)}";
    }

    private static string Pseudonym(string tenant, string address) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(tenant), Encoding.UTF8.GetBytes(address.ToLowerInvariant())).AsSpan(0, 2));
}
