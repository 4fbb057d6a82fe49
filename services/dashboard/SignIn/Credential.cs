using System.Net.Http.Headers;
using System.Security.Claims;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// What a person proves to the API who they are with: an API key or a token of the identity provider. It lies in the sealed
/// cookie and in the memory of the server, and is never given to a script of the page.
/// </summary>
internal sealed record Credential(string Kind, string Secret)
{
    public const string ApiKey = "api_key";
    public const string Bearer = "bearer";
    private const string Type = "causeflow:credential";
    private const string ApiKeyHeader = "X-API-Key";

    /// <summary>Nobody's, for a person who is not signed in.</summary>
    public static Credential None { get; } = new("none", "");

    public static Credential Of(ClaimsPrincipal user) =>
        user.FindFirst(Type) is { } claim && claim.Value.Split(' ', 2) is [var kind, var secret] ? new(kind, secret) : None;

    public Claim ToClaim() => new(Type, $"{Kind} {Secret}");

    public void ApplyTo(HttpRequestMessage request)
    {
        if (Kind == ApiKey)
        {
            request.Headers.TryAddWithoutValidation(ApiKeyHeader, Secret);
        }
        else if (Kind == Bearer)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        }
    }

    public override string ToString() => $"{Kind} [redacted]";
}
