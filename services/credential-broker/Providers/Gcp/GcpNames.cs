using System.Text.RegularExpressions;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>The forms of Google Cloud's names that a customer types in or pastes.</summary>
public static partial class GcpNames
{
    private const int MaxLength = 254;
    private const string AccountDomain = ".iam.gserviceaccount.com";

    /// <summary>A project's id, also one of an organisation's domain (<c>example.com:project</c>).</summary>
    public static bool IsProject(string? text) => text is { Length: <= MaxLength } && Project().IsMatch(text);

    public static bool IsServiceAccount(string? text) => text is { Length: <= MaxLength } && ServiceAccount().IsMatch(text);

    /// <summary>The project in which a service account was made; null for accounts of Google's own.</summary>
    public static string? ProjectOfAccount(string? account) =>
        account?.Split('@') is [_, var domain] && domain.EndsWith(AccountDomain, StringComparison.Ordinal)
            && domain[..^AccountDomain.Length] is { Length: > 0 } project && IsProject(project) ? project : null;

    /// <summary>The full name of a workload identity provider, without <c>https:</c>.</summary>
    public static bool IsProvider(string? text) => text is { Length: <= MaxLength } && Provider().IsMatch(text);

    /// <summary>The number of the project that the provider is in.</summary>
    public static string ProjectNumberOf(string provider) => Provider().Match(provider).Groups[1].Value;

    /// <summary>The pool of a provider.</summary>
    public static string PoolOf(string provider) => Provider().Match(provider).Groups[2].Value;

    /// <summary>The service account in an impersonation address of Google's; null for any other address.</summary>
    public static string? ImpersonatedBy(string? url) =>
        url is { Length: <= 2 * MaxLength } && Impersonation().Match(url) is { Success: true } match
        && IsServiceAccount(match.Groups[1].Value)
            ? match.Groups[1].Value
            : null;

    /// <summary>The project in a resource's name; null when there is none.</summary>
    public static string? ProjectOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return InName().Match(id) is { Success: true } match && IsProject(match.Groups[1].Value) ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"\A(?:[a-z0-9][a-z0-9.-]{0,99}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Project();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}@(?:[a-z0-9-]{1,63}\.){1,4}gserviceaccount\.com\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ServiceAccount();

    [GeneratedRegex(
        @"\A//iam\.googleapis\.com/projects/([0-9]{1,20})/locations/global/workloadIdentityPools/([a-z][a-z0-9-]{2,31})/providers/([a-z][a-z0-9-]{2,31})\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Provider();

    [GeneratedRegex(
        @"\Ahttps://iamcredentials\.googleapis\.com/v1/projects/-/serviceAccounts/([a-z0-9@.-]+):generateAccessToken\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Impersonation();

    [GeneratedRegex(@"\A(?://[a-z0-9.-]+\.googleapis\.com/)?projects/([^/]{1,254})(?:/|\z)",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex InName();
}
