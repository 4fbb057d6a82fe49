using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>Google's refusals, and the shapes in which they come.</summary>
internal static class GoogleErrors
{
    public const string NoDetails = "no_details";
    public const string Legacy = "legacy";
    public const string StackText = "stack_text";
    public const string HelpFirst = "help_first";
    public const string OldWording = "old_wording";

    public static GoogleException Invalid(string message) => new(400, "INVALID_ARGUMENT", message) { LegacyReason = "invalid" };

    public static GoogleException NotFound(string what) => new(404, "NOT_FOUND", $"{what} was not found.") { LegacyReason = "notFound" };

    public static GoogleException OAuth(int code, string error, string description) => new(code, error, description)
    {
        OAuth = new JsonObject { ["error"] = error, ["error_description"] = description },
    };

    public static GoogleException Unauthenticated(string? reason) => new(
        401, "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        + "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.")
    {
        Reason = reason, LegacyReason = "authError",
        Metadata = new Dictionary<string, string> { ["service"] = "googleapis.com" },
    };

    public static GoogleException ScopeInsufficient(string service, string method) => new(
        403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")
    {
        Reason = "ACCESS_TOKEN_SCOPE_INSUFFICIENT", LegacyReason = "insufficientPermissions",
        Metadata = new Dictionary<string, string> { ["service"] = $"{service}.googleapis.com", ["method"] = method },
    };

    public static GoogleException Denied(string permission, string resource) => new(
        403, "PERMISSION_DENIED", $"Permission '{permission}' denied on resource '{resource}' (or it may not exist).")
    {
        Reason = "IAM_PERMISSION_DENIED", LegacyReason = "forbidden",
        Metadata = new Dictionary<string, string> { ["permission"] = permission, ["resource"] = resource.TrimStart('/') },
    };

    public static GoogleException Disabled(string api, string number) => new(
        403, "PERMISSION_DENIED",
        $"{api} has not been used in project {number} before or it is disabled. Enable it by visiting "
        + $"https://console.developers.google.com/apis/api/{api}/overview?project={number} then retry.")
    {
        Reason = "SERVICE_DISABLED", LegacyReason = "accessNotConfigured",
        Metadata = new Dictionary<string, string> { ["service"] = api, ["consumer"] = $"projects/{number}" },
    };

    public static GoogleException RateLimited(string service, string number) => service == "compute"
        ? new(403, "", "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service "
            + $"'compute.googleapis.com' for consumer 'project_number:{number}'.") { LegacyReason = "rateLimitExceeded" }
        : new(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service "
            + $"'{service}.googleapis.com' for consumer 'project_number:{number}'.")
        {
            Reason = "RATE_LIMIT_EXCEEDED", LegacyReason = "rateLimitExceeded",
            Metadata = new Dictionary<string, string>
            {
                ["quota_limit"] = "ReadRequestsPerMinutePerProject", ["quota_limit_value"] = "60",
                ["consumer"] = $"projects/{number}", ["service"] = $"{service}.googleapis.com",
            },
        };

    public static GoogleException Internal() => new(500, "INTERNAL", "Internal error encountered.") { LegacyReason = "backendError" };

    /// <param name="error">The refusal.</param>
    /// <param name="shape">One of the constants; null for the service's own.</param>
    /// <param name="isLegacyApi">True for Compute, which writes errors[] and no status.</param>
    public static JsonObject Body(GoogleException error, string? shape, bool isLegacyApi)
    {
        if (error.OAuth is { } oauth)
        {
            return (JsonObject)oauth.DeepClone();
        }

        var message = shape switch
        {
            NoDetails => error.Code == 403 ? "The caller does not have permission" : error.Message,
            OldWording => "Forbidden",
            StackText => $"com.google.apps.framework.request.ForbiddenException: {error.Message}; Failed check. "
                + "Code: 7\n\tat com.google.cloud.iam.Check.require(Check.java:412)\n\tat io.grpc.Server.call(Server.java:88)",
            _ => error.Message,
        };
        var body = new JsonObject { ["code"] = error.Code, ["message"] = message };
        if (isLegacyApi || shape == Legacy)
        {
            body["errors"] = new JsonArray(new JsonObject
            {
                ["message"] = message, ["domain"] = error.LegacyReason == "rateLimitExceeded" ? "usageLimits" : "global",
                ["reason"] = error.LegacyReason ?? "unknown",
            });
        }

        if (error.Status.Length > 0 && shape != Legacy && !(isLegacyApi && error.Code == 404))
        {
            body["status"] = error.Status;
        }

        if (error.Reason is { } reason && shape is not (NoDetails or Legacy or OldWording or StackText))
        {
            body["details"] = Details(error, reason, shape == HelpFirst);
        }

        return new JsonObject { ["error"] = body };
    }

    private static JsonArray Details(GoogleException error, string reason, bool helpFirst)
    {
        var metadata = new JsonObject();
        foreach (var (key, value) in error.Metadata)
        {
            metadata[key] = value;
        }

        var info = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = reason,
            ["domain"] = reason.StartsWith("IAM", StringComparison.Ordinal) ? "iam.googleapis.com" : "googleapis.com",
            ["metadata"] = metadata,
        };
        var help = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.Help",
            ["links"] = new JsonArray(new JsonObject { ["description"] = "Google developers console", ["url"] = "https://console.developers.google.com" }),
        };
        return helpFirst ? [help, new JsonObject { ["@type"] = "type.googleapis.com/future.Thing" }, info] : [info];
    }
}
