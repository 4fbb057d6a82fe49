using System.Text.Json;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>The bodies of Entra's token endpoint.</summary>
public static class Entra
{
    public const string CanaryToken = "eyJCANARY-ENTRA-TOKEN";

    public static string Token(string token = CanaryToken) =>
        $$"""{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"{{token}}"}""";

    /// <summary>As Entra sends it.</summary>
    public static string Error(string word, long number, string text = "Something happened.") => JsonSerializer.Serialize(new
    {
        error = word,
        error_description = $"AADSTS{number}: {text}\r\nTrace ID: 1d7a\r\nCorrelation ID: 2e8b\r\nTimestamp: 2026-03-01 12:00:00Z",
        error_codes = new[] { number },
        timestamp = "2026-03-01 12:00:00Z", trace_id = "1d7a", correlation_id = "2e8b",
        error_uri = $"https://login.microsoftonline.com/error?code={number}",
    });

    /// <summary>The library remembers refusals of a client for the whole process: every test has its own.</summary>
    public static string Guid() => System.Guid.NewGuid().ToString();
}
