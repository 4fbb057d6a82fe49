using System.Net;
using CauseFlow.Gateway.Routes;
using CauseFlow.ServiceDefaults.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Gateway.Tests;

public sealed class RouteTableTests
{
    /// <summary>What API.md promises: method and path, the role, and the service. A route that is not here is a mistake.</summary>
    private static readonly (string Method, string Path, string Role, string Service)[] Promised =
    [
        ("POST", "/v1/webhooks/{tenantId}/cloudwatch/{routeKey}", "", "ingestion"),
        ("POST", "/v1/webhooks/{tenantId}/azure-monitor/{routeKey}", "", "ingestion"),
        ("POST", "/v1/webhooks/{tenantId}/gcp-monitoring/{routeKey}", "", "ingestion"),
        ("GET", "/v1/incidents/{id}/events", "member", "investigations"),
        ("POST", "/v1/incidents", "member", "investigations"),
        ("POST", "/v1/investigation/{incidentId}/context", "member", "investigations"),
        ("POST", "/v1/investigation/{incidentId}/feedback", "member", "investigations"),
        ("POST", "/v1/webhooks/{tenantId}/custom", "ingest", "ingestion"),
        ("GET", "/v1/webhooks", "admin", "ingestion"),
        ("POST", "/v1/webhooks/{provider}/rotate", "admin", "ingestion"),
        ("GET", "/v1/webhooks/deliveries", "admin", "ingestion"),
        ("GET", "/v1/webhooks/senders", "member", "ingestion"),
        ("GET", "/v1/webhooks/confirmations", "admin", "ingestion"),
        ("POST", "/v1/webhooks/confirmations", "admin", "ingestion"),
        ("GET", "/v1/incidents", "member", "investigations"),
        ("GET", "/v1/incidents/{id}", "member", "investigations"),
        ("PATCH", "/v1/incidents/{id}", "member", "investigations"),
        ("GET", "/v1/incidents/{id}/timeline", "member", "investigations"),
        ("GET", "/v1/incidents/{id}/alarms", "member", "investigations"),
        ("GET", "/v1/incidents/{id}/investigations", "member", "investigations"),
        ("GET", "/v1/incidents/{id}/export", "member", "investigations"),
        ("GET", "/v1/investigation/{incidentId}", "member", "investigations"),
        ("POST", "/v1/investigation/{incidentId}", "member", "investigations"),
        ("POST", "/v1/investigation/{incidentId}/cancel", "member", "investigations"),
        ("GET", "/v1/triage/{incidentId}/evidence", "member", "investigations"),
        ("GET", "/v1/triage/{incidentId}/facts", "member", "investigations"),
        ("GET", "/v1/evidence/{id}", "member", "investigations"),
        ("GET", "/v1/credentials", "admin", "credential-broker"),
        ("POST", "/v1/credentials", "admin", "credential-broker"),
        ("DELETE", "/v1/credentials/{id}", "admin", "credential-broker"),
        ("GET", "/v1/integrations", "member", "credential-broker"),
        ("GET", "/v1/integrations/{id}", "member", "credential-broker"),
        ("PATCH", "/v1/integrations/{id}", "admin", "credential-broker"),
        ("DELETE", "/v1/integrations/{id}", "admin", "credential-broker"),
        ("DELETE", "/v1/integrations/{id}/evidence", "admin", "investigations"),
        ("GET", "/v1/integrations/{provider}/setup", "admin", "credential-broker"),
        ("POST", "/v1/integrations/{provider}/connect", "admin", "credential-broker"),
        ("POST", "/v1/integrations/{id}/test", "admin", "credential-broker"),
        ("POST", "/v1/integrations/{id}/rotate-external-id", "admin", "credential-broker"),
        ("GET", "/v1/integrations/{id}/leases", "member", "credential-broker"),
        ("GET", "/v1/operations/keys", "operator", "credential-broker"),
        ("POST", "/v1/operations/keys/rotate", "operator", "credential-broker"),
        ("GET", "/v1/operations/oidc-keys", "operator", "credential-broker"),
        ("POST", "/v1/operations/oidc-keys/rotate", "operator", "credential-broker"),
        ("GET", "/v1/operations/error-queues", "operator", ""),
        ("GET", "/v1/operations/error-queues/ingestion", "operator", "ingestion"),
        ("GET", "/v1/operations/error-queues/ingestion/{queue}", "operator", "ingestion"),
        ("POST", "/v1/operations/error-queues/ingestion/{queue}/redrive", "operator", "ingestion"),
        ("POST", "/v1/operations/error-queues/ingestion/{queue}/discard", "operator", "ingestion"),
        ("GET", "/v1/operations/error-queues/credential-broker", "operator", "credential-broker"),
        ("GET", "/v1/operations/error-queues/credential-broker/{queue}", "operator", "credential-broker"),
        ("POST", "/v1/operations/error-queues/credential-broker/{queue}/redrive", "operator", "credential-broker"),
        ("POST", "/v1/operations/error-queues/credential-broker/{queue}/discard", "operator", "credential-broker"),
        ("GET", "/v1/operations/error-queues/investigations", "operator", "investigations"),
        ("GET", "/v1/operations/error-queues/investigations/{queue}", "operator", "investigations"),
        ("POST", "/v1/operations/error-queues/investigations/{queue}/redrive", "operator", "investigations"),
        ("POST", "/v1/operations/error-queues/investigations/{queue}/discard", "operator", "investigations"),
        ("GET", "/.well-known/openid-configuration", "", "credential-broker"),
        ("GET", "/.well-known/jwks.json", "", "credential-broker"),
        ("GET", "/v1/audit", "admin", "credential-broker"),
        ("POST", "/v1/audit/verify", "admin", "credential-broker"),
        ("GET", "/v1/audit/export", "admin", "credential-broker"),
        ("GET", "/v1/settings/notifications", "admin", "investigations"),
        ("PUT", "/v1/settings/notifications", "admin", "investigations"),
        ("POST", "/v1/settings/notifications/test", "admin", "investigations"),
        ("GET", "/v1/settings/notifications/deliveries", "admin", "investigations"),
        ("GET", "/v1/whoami", "any", ""),
        ("GET", "/v1/api-keys", "admin", ""),
        ("POST", "/v1/api-keys", "admin", ""),
        ("DELETE", "/v1/api-keys/{id}", "admin", ""),
        ("GET", "/v1/tenants", "operator", ""),
        ("POST", "/v1/tenants", "operator", ""),
        ("POST", "/v1/tenants/{id}/api-keys", "operator", ""),
        ("GET", "/health/detailed", "operator", ""),
        ("GET", "/health", "", ""),
        ("GET", "/openapi/v1.json", "", ""),
        ("GET", "/docs", "", ""),
        ("GET", "/docs/style.css", "", ""),
    ];

    [Fact]
    public async Task Every_route_lets_in_exactly_the_roles_that_the_api_promises()
    {
        await using var gateway = await TestGateway.StartAsync();
        var keys = new Dictionary<string, string?> { ["nobody"] = null, ["unknown"] = "cflo_" + new string('0', 64) };
        foreach (var role in new[] { "member", "admin", "ingest", "operator" })
        {
            keys[role] = await gateway.AddKeyAsync(role);
        }

        keys["every role"] = await gateway.AddKeyAsync("member", "admin", "ingest", "operator");

        foreach (var (method, path, needed, service) in Promised)
        {
            foreach (var (role, key) in keys)
            {
                var answer = await gateway.SendAsync(method, Filled(path), key);

                var what = $"{method} {path} as {role}";
                ShouldBe(answer.StatusCode, Expected(needed, role), service, what);
                if (answer.IsSuccessStatusCode && service.Length > 0)
                {
                    (await answer.Content.ReadAsStringAsync()).ShouldBe(service, what);
                }
            }
        }
    }

    [Fact]
    public async Task Public_port_offers_nothing_but_what_is_promised()
    {
        await using var gateway = await TestGateway.StartAsync();

        var offered = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<EndpointPort>() != EndpointPort.Internal)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

        offered.Order().ShouldBe(Promised.Select(row => $"{row.Method} {row.Path}").Order());
    }

    [Fact]
    public async Task Endpoint_that_says_nothing_of_roles_stops_the_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var app = builder.Build();
        app.MapGet("/v1/forgotten", () => "open to all");
        app.MapGet("/v1/open", () => "on purpose").AllowAnonymous();

        Should.Throw<InvalidOperationException>(() => EndpointPolicies.Check(app)).Message.ShouldContain("/v1/forgotten");
    }

    [Fact]
    public async Task Every_mistake_in_the_route_table_is_reported_at_once()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """
            { "Routes": {
              "open": { "ClusterId": "ingestion", "RateLimiterPolicy": "tenant", "Match": { "Path": "/v1/a", "Methods": ["GET"] } },
              "typo": { "ClusterId": "ingestion", "AuthorizationPolicy": "amdin", "RateLimiterPolicy": "tenat",
                        "Match": { "Path": "/v1/b", "Methods": ["GET"] } },
              "lost": { "ClusterId": "nowhere", "AuthorizationPolicy": "member", "Match": { "Path": "/internal/{*x}" } } } }
            """);

        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => TestGateway.StartAsync(("Gateway:RoutesFile", file)));

        File.Delete(file);
        foreach (var part in new[]
        {
            "open: no AuthorizationPolicy", "typo: unknown AuthorizationPolicy 'amdin'", "typo: unknown RateLimiterPolicy 'tenat'",
            "lost: no RateLimiterPolicy", "lost: unknown cluster 'nowhere'", "lost: the path", "lost: no Methods",
        })
        {
            error.Message.ShouldContain(part);
        }
    }

    [Fact]
    public async Task Service_without_an_address_stops_the_start()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => TestGateway.StartAsync(("Services:ingestion:ApiUrl", "")));

        error.Message.ShouldContain("Services:ingestion:ApiUrl");
    }

    /// <summary>The gateway's own endpoints look at the request after the role: only a refusal by role counts there.</summary>
    private static void ShouldBe(HttpStatusCode status, HttpStatusCode expected, string service, string what)
    {
        if (expected == HttpStatusCode.OK && service.Length == 0)
        {
            status.ShouldNotBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
            ((int)status).ShouldBeLessThan(500, what);
        }
        else
        {
            status.ShouldBe(expected, what);
        }
    }

    private static HttpStatusCode Expected(string needed, string role) =>
        needed.Length == 0 ? HttpStatusCode.OK
        : role is "nobody" or "unknown" ? HttpStatusCode.Unauthorized
        : needed == "any" || role == needed || role == "every role" || (role == "admin" && needed == "member") ? HttpStatusCode.OK
        : HttpStatusCode.Forbidden;

    private static string Filled(string path) => string.Join('/', path.Split('/').Select(part => part.Trim('{', '}')));
}
