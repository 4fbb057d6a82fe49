using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Entra's token endpoint: client credentials with a secret or with the token of a federated issuer.</summary>
internal sealed class EntraService(ScenarioAzure data, AzureTokens tokens, ClientAssertion assertions, TimeProvider clock)
{
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public AzureSecretState Secret { get; set; }

    public AzureFederation? Federation { get; set; }

    public async Task<AzureResponse> TokenAsync(string tenant, string body, CancellationToken cancellationToken)
    {
        try
        {
            var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body);
            string Field(string name) => form.TryGetValue(name, out var value) ? value.ToString() : "";
            if (!tenant.Equals(data.TenantId, StringComparison.OrdinalIgnoreCase))
            {
                throw Guid.TryParse(tenant, out _) || tenant.Contains('.', StringComparison.Ordinal)
                    ? new EntraException(90002, 400, "invalid_request", $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.")
                    : new EntraException(900023, 400, "invalid_request", $"Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.");
            }

            if (Field("grant_type") != "client_credentials")
            {
                throw new EntraException(70003, 400, "unsupported_grant_type", "The app requested an unsupported grant type.");
            }

            var app = data.MoreApps.Prepend(data.App).FirstOrDefault(app => app.ClientId.Equals(Field("client_id"), StringComparison.OrdinalIgnoreCase))
                ?? throw new EntraException(700016, 400, "unauthorized_client", $"Application with identifier '{Field("client_id")}' was not found in the directory.");
            if (Field("client_assertion").Length > 0 && Field("client_assertion_type") == JwtBearer)
            {
                await assertions.CheckAsync(Field("client_assertion"), Federation, cancellationToken);
            }
            else
            {
                CheckSecret(app, Field("client_secret"));
            }

            return AzureResponse.Of(new JsonObject
            {
                ["token_type"] = "Bearer",
                ["expires_in"] = (int)AzureTokens.Lifetime.TotalSeconds,
                ["ext_expires_in"] = (int)AzureTokens.Lifetime.TotalSeconds,
                ["access_token"] = tokens.Issue(app, AudienceOf(Field("scope"))),
            });
        }
        catch (EntraException exception)
        {
            return Refusal(exception);
        }
    }

    private void CheckSecret(ScenarioAzureApp app, string secret)
    {
        if (Secret == AzureSecretState.Revoked || secret != app.ClientSecret)
        {
            throw new EntraException(7000215, 401, "invalid_client", "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.");
        }

        if (Secret == AzureSecretState.Expired)
        {
            throw new EntraException(7000222, 401, "invalid_client", $"The provided client secret keys for app '{app.ClientId}' are expired.");
        }
    }

    /// <summary>A slash too many, as some environments send it, is the same audience.</summary>
    private static string AudienceOf(string scope)
    {
        const string Suffix = "/.default";
        var audience = scope.EndsWith(Suffix, StringComparison.Ordinal) ? scope[..^Suffix.Length].TrimEnd('/') : "";
        return audience is AzureTokens.Management or AzureTokens.LogAnalytics or AzureTokens.Metrics
            ? audience
            : throw new EntraException(1002012, 400, "invalid_scope", "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.");
    }

    private AzureResponse Refusal(EntraException exception)
    {
        var (trace, correlation) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var time = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return AzureResponse.Of(
            new JsonObject
            {
                ["error"] = exception.Error,
                ["error_description"] = $"AADSTS{exception.Number}: {exception.Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
                ["error_codes"] = new JsonArray(exception.Number),
                ["timestamp"] = time,
                ["trace_id"] = trace,
                ["correlation_id"] = correlation,
                ["error_uri"] = $"https://login.microsoftonline.com/error?code={exception.Number}",
            },
            exception.Status);
    }
}
