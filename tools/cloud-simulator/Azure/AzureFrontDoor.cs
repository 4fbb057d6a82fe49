using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>The one endpoint of Entra, ARM and Log Analytics: their paths differ. Checks the token before any switch.</summary>
internal sealed class AzureFrontDoor(
    EntraService entra, ArmService arm, LogAnalyticsService logs, AzureTokens tokens, SwitchBoard switches, CallLog calls, TimeProvider clock)
{
    private const string TokenPath = "/oauth2/v2.0/token";

    public async Task HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = await AzureRequest.ReadAsync(context, cancellationToken);
        var response = await AnswerAsync(request, cancellationToken);
        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (response.Body.Length > 0)
        {
            context.Response.ContentType = response.ContentType;
            context.Response.ContentLength = response.Body.Length;
            await context.Response.Body.WriteAsync(response.Body, cancellationToken);
        }
    }

    private async Task<AzureResponse> AnswerAsync(AzureRequest request, CancellationToken cancellationToken)
    {
        var (service, operation, outcome, status) = (ServiceOf(request), "", "aborted", 0);
        ScenarioAzureApp? app = null;
        try
        {
            var arms = service == "arm" ? arm.OperationOf(request) : null;
            operation = service switch { "entra" => "token", "arm" => arms!.Permission, _ => LogAnalyticsService.PermissionOf(request.Path) };
            app = service switch
            {
                "entra" => null,
                "arm" => tokens.Check(request.Bearer, AzureTokens.Management),
                _ => tokens.Check(request.Bearer, AzureTokens.LogAnalytics),
            };
            var injected = switches.Take(service, operation);
            var response = await ApplyAsync(injected, service, () => service switch
            {
                "entra" => entra.TokenAsync(request.Path.Split('/')[1], request.Body, cancellationToken),
                "arm" when injected.Deny => throw AzureRoles.Refusal(app!, arms!.Permission, arms.Scope),
                "arm" => Task.FromResult(arm.Invoke(arms!, request, app!, injected.Settings.Azure ?? new AzureSwitch())),
                _ when injected.Deny => throw new AzureException(
                    403, "InsufficientAccessError", "The provided credentials have insufficient access to perform the requested operation"),
                _ => Task.FromResult(logs.Answer(request, app!, injected.Settings.Azure ?? new AzureSwitch())),
            }, cancellationToken);
            (outcome, status) = (response.Status < 400 ? injected.Describe() : "error", response.Status);
            return response;
        }
        catch (AzureException exception)
        {
            (outcome, status) = (exception.Code, exception.Status);
            return AzureResponse.Of(exception);
        }
        finally
        {
            calls.Add(new RecordedCall(clock.GetUtcNow(), service, operation, null, app?.ClientId, null, app?.ObjectId, status, outcome));
        }
    }

    private static string ServiceOf(AzureRequest request) =>
        request.Path.EndsWith(TokenPath, StringComparison.Ordinal) ? "entra"
        : request.Path.StartsWith("/v1/", StringComparison.Ordinal) ? "loganalytics" : "arm";

    private static async Task<AzureResponse> ApplyAsync(
        InjectedFault injected, string service, Func<Task<AzureResponse>> answer, CancellationToken cancellationToken)
    {
        var settings = injected.Settings;
        if (settings.Hang)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (settings.LatencyMs > 0)
        {
            await Task.Delay(settings.LatencyMs, cancellationToken);
        }

        if (injected.Throttle)
        {
            throw AzureFaults.Throttled(service, (settings.Azure ?? new AzureSwitch()).RetryAfterSeconds);
        }

        if (injected.Fail)
        {
            throw new AzureException(500, "InternalServerError", "Encountered internal server error.");
        }

        if (settings.RedirectTo is { } target)
        {
            return new AzureResponse(302, "text/plain", []) { Headers = new Dictionary<string, string> { ["Location"] = target.AbsoluteUri } };
        }

        if (settings.Azure?.Html == true)
        {
            return AzureResponse.Html;
        }

        var response = await answer();
        return settings.Garbage ? response with { Body = response.Body[..(response.Body.Length / 2)] } : response;
    }
}
