using System.Text;
using System.Text.Json;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>
/// The one endpoint of all of Google's APIs, whose paths differ: finds the API, checks token and scope, applies the switches,
/// and records the call, in this order, so that an injected fault never hides a wrong token.
/// </summary>
internal sealed class GoogleFrontDoor(
    LoadedScenario scenario, ScenarioGoogle google, TokenEndpoints identity, GoogleTokens tokens, SwitchBoard switches, CallLog calls)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ComputeApi compute = new(scenario, google);
    private readonly ContainerApi container = new(scenario, google);
    private readonly RunApi run = new(scenario, google);
    private readonly LoggingApi logging = new(scenario, google);
    private readonly MonitoringApi monitoring = new(scenario, google);
    private readonly ResourceManagerApi projects = new(google);

    /// <summary>What a route answers with; endpoints that give tokens have no scopes to check.</summary>
    private sealed record Route(string Service, string Operation, string? Project, Func<GoogleCall, CancellationToken, Task<JsonObject>> Answer)
    {
        public bool IsPublic => Service is "oauth2" or "sts";
    }

    public async Task HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = await GoogleRequest.ReadAsync(context, cancellationToken);
        var ownAudience = $"{context.Request.Scheme}://{context.Request.Host}/token";
        var route = Find(request, ownAudience);
        if (route is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/html; charset=UTF-8";
            await context.Response.WriteAsync("<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", cancellationToken);
            return;
        }

        var (status, outcome, principal) = (0, "aborted", (string?)null);
        try
        {
            var fault = switches.Take(route.Service, route.Operation);
            (status, outcome, principal) = await AnswerAsync(context, request, route, fault, cancellationToken);
        }
        finally
        {
            calls.Add(new RecordedCall(
                scenario.Now, route.Service, route.Operation, null, null, null, principal, status, outcome));
        }
    }

    private async Task<(int Status, string Outcome, string? Principal)> AnswerAsync(
        HttpContext context, GoogleRequest request, Route route, InjectedFault fault, CancellationToken cancellationToken)
    {
        string? principal = null;
        try
        {
            var token = route.IsPublic ? null : tokens.Require(request.Bearer);
            principal = token?.Principal;
            if (token is not null && !GoogleScopes.Allow(route.Service, token))
            {
                throw GoogleErrors.ScopeInsufficient(route.Service, route.Operation);
            }

            await WaitAsync(fault, cancellationToken);
            if (fault.Settings.RedirectTo is { } target)
            {
                context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
                context.Response.Headers.Location = target.AbsoluteUri;
                return (307, "redirect", principal);
            }

            Refuse(route, fault);
            var call = new GoogleCall(request, google, $"{route.Service}.{route.Operation}", fault.Settings, permission =>
                google.Permissions.Contains(permission) && principal == google.ServiceAccount.EmailIn(google.Project));
            var body = JsonFaults.Apply(await route.Answer(call, cancellationToken), fault.Settings);
            await WriteAsync(context, 200, body, fault.Settings.Garbage, cancellationToken);
            return (200, fault.Describe(), principal);
        }
        catch (GoogleException error)
        {
            if (error.Code == 401)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"";
            }

            await WriteAsync(
                context, error.Code, GoogleErrors.Body(error, fault.Settings.ErrorShape, route.Service == "compute"), false, cancellationToken);
            return (error.Code, error.Reason ?? error.LegacyReason ?? error.Status, principal);
        }
    }

    private static async Task WaitAsync(InjectedFault fault, CancellationToken cancellationToken)
    {
        if (fault.Settings.Hang)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (fault.Settings.LatencyMs > 0)
        {
            await Task.Delay(fault.Settings.LatencyMs, cancellationToken);
        }
    }

    private void Refuse(Route route, InjectedFault fault)
    {
        if (fault.Throttle)
        {
            throw GoogleErrors.RateLimited(route.Service, google.ProjectNumber);
        }

        if (fault.Fail)
        {
            throw GoogleErrors.Internal();
        }

        if (google.DisabledApis.Contains($"{route.Service}.googleapis.com"))
        {
            throw GoogleErrors.Disabled($"{route.Service}.googleapis.com", google.ProjectNumber);
        }

        if (route.Project is { } project && project != google.Project && project != google.ProjectNumber)
        {
            throw GoogleErrors.Denied($"{route.Service}.{route.Operation}", $"projects/{project}");
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonNode body, bool cut, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString(Json));
        bytes = cut ? bytes[..(bytes.Length / 2)] : bytes;
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
    }

    private Route? Find(GoogleRequest request, string ownAudience) => (request.Method, request.Path) switch
    {
        ("POST", ["token"]) => new("oauth2", "token", null, (call, _) => Task.FromResult(identity.Token(call.Request, ownAudience))),
        ("POST", ["v1", "token"]) => new("sts", "token", null, (call, token) => identity.ExchangeAsync(call.Request, token)),
        ("POST", ["v1", "projects", "-", "serviceAccounts", var account]) when Verb(account, "generateAccessToken") is { } email => new(
            "iamcredentials", "generateAccessToken", null,
            (call, _) => Task.FromResult(identity.GenerateAccessToken(call.Request, tokens.Require(call.Request.Bearer), email))),
        ("GET", ["compute", "v1", "projects", var project, "aggregated", "instances"]) =>
            Api("compute", "instances.list", project, compute.AggregatedInstances),
        ("GET", ["v1", "projects", var project, "locations", var location, "clusters"]) =>
            Api("container", "clusters.list", project, call => container.Clusters(call, location)),
        ("GET", ["v1", "projects", var project, "locations", var location, "clusters", var cluster, "nodePools"]) =>
            Api("container", "nodePools.list", project, call => container.NodePools(call, location, cluster)),
        ("GET", ["v1", "projects", var project, "locations", var location, "operations"]) =>
            Api("container", "operations.list", project, call => container.Operations(call, location)),
        ("GET", ["v1", "projects", var project, "locations", var location, "services"]) =>
            Api("run", "services.list.v1", project, call => run.KnativeServices(call, location)),
        ("GET", ["v2", "projects", var project, "locations", var location, "services"]) =>
            Api("run", "services.list", project, call => run.Services(call, location)),
        ("GET", ["v2", "projects", var project, "locations", var location, "services", var service, "revisions"]) =>
            Api("run", "revisions.list", project, call => run.Revisions(call, location, service)),
        ("POST", ["v2", "entries:list"]) => Api("logging", "entries.list", null, logging.List),
        ("GET", ["v3", "projects", var project, "timeSeries"]) => Api("monitoring", "timeSeries.list", project, monitoring.TimeSeries),
        ("GET", ["v3", "projects", var project, "alertPolicies", var policy]) =>
            Api("monitoring", "alertPolicies.get", project, call => monitoring.AlertPolicy(call, policy)),
        ("GET", ["v3", "projects", var project]) => Api("cloudresourcemanager", "projects.get", project, projects.Project),
        ("POST", ["v3", "projects", var project]) when Verb(project, "testIamPermissions") is { } id =>
            Api("cloudresourcemanager", "projects.testIamPermissions", id, ResourceManagerApi.TestPermissions),
        _ => null,
    };

    private static Route Api(string service, string operation, string? project, Func<GoogleCall, JsonObject> answer) =>
        new(service, operation, project, (call, _) => Task.FromResult(answer(call)));

    private static string? Verb(string segment, string verb) =>
        segment.EndsWith(":" + verb, StringComparison.Ordinal) ? segment[..^(verb.Length + 1)] : null;
}
