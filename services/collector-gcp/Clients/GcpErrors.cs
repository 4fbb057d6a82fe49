using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>
/// The one table of what Google's refusals mean. Looked at in this order: the reason of ErrorInfo, the reasons of
/// <c>errors[]</c>, the status, the HTTP code; the first that is known decides. Sentences decide nothing.
/// </summary>
internal static class GcpErrors
{
    public const string NotFound = "NOT_FOUND";
    public const string ResponseTooLarge = "ResponseTooLarge";

    public static CollectionException Classify(GcpCall call, HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var error = GcpErrorBody.Read(body);
        var status = (int)response.StatusCode;
        var kind = KindOf(error, status, response);
        var code = error.Reasons.Count > 0 ? error.Reasons[0] : error.Status;
        var words = $"{call.Permission} in {call.Project} was answered with {status} {code}".TrimEnd()
            + (error.Message.Length > 0 ? $": {error.Message}" : ".");
        return kind switch
        {
            // The quota is one minute's, shared with all who read the project: another attempt within it only burns what is left.
            Kind.Throttled when call.Api == GcpApi.Logging => new PermanentCollectionException(
                RefusalReason.Throttled, words,
                $"The quota {Quota(error) ?? "logging.googleapis.com/read_requests"} of project {call.Project} is used up for this minute:"
                + " wait for the next one, or raise it.")
            {
                Api = call.Permission, ProviderCode = code,
            },
            Kind.Throttled => new TransientCollectionException(
                RefusalReason.Throttled, words,
                $"Wait for the next minute, or raise the quota of {call.Api.Host} in project {call.Project}.")
            {
                Api = call.Permission, ProviderCode = code,
            },
            Kind.ServerError => new TransientCollectionException(
                RefusalReason.ProviderError, words, "Try again later; see https://status.cloud.google.com.")
            {
                Api = call.Permission, ProviderCode = code.Length > 0 ? code : null,
            },
            Kind.Denied => Denied(call, words, code, Permission(error) ?? call.Permission),
            Kind.Perimeter => new PermanentCollectionException(
                RefusalReason.MissingPermission, words,
                $"A VPC Service Controls perimeter guards project {call.Project}: allow CauseFlow's service account by an ingress rule for {call.Api.Host}.")
            {
                Api = call.Permission, ProviderCode = code, MissingPermission = call.Permission,
            },
            _ => Permanent(call, error, kind, words, kind == Kind.NotFound ? NotFound : code),
        };
    }

    private static PermanentCollectionException Permanent(GcpCall call, GcpErrorBody error, Kind kind, string words, string code)
    {
        var project = call.Project;
        var (reason, remedy) = kind switch
        {
            Kind.ApiDisabled => (
                RefusalReason.ApiDisabled,
                $"The API is not enabled, which no role mends: gcloud services enable {Service(error) ?? call.Api.Host} --project={project}"),
            Kind.Billing => (
                RefusalReason.ApiDisabled, $"Project {project} has no active billing account: gcloud billing projects link {project} --billing-account=ID"),
            Kind.Scope => (
                RefusalReason.ScopeInsufficient,
                $"The token's scope is too narrow for {call.Api.Host}; this is no matter of roles. Check which scopes the credential broker asks for."),
            Kind.Expired => (RefusalReason.SecretExpired, "Start the investigation again: the token has ended."),
            Kind.BadCredentials => (
                RefusalReason.SecretInvalid, "Check that the service account is enabled and its key not deleted, then run the connection test."),
            Kind.NoConsumer => (RefusalReason.InvalidInput, $"Check whether project {project} still exists: gcloud projects describe {project}"),
            Kind.NotFound => (RefusalReason.InvalidInput, "Check whether it was deleted, belongs to another project, or may not be seen."),
            Kind.NotOffered => (
                RefusalReason.OperationNotOffered,
                $"This endpoint does not offer {call.Permission}: use one that does, or do without; nothing else is affected."),
            Kind.Redirect => (
                RefusalReason.ProviderError, $"Redirects are never followed. Check CLOUDSDK_API_ENDPOINT_OVERRIDES_{call.Api.Variable} and proxies."),
            _ => (RefusalReason.ProviderError, "Look at the provider's message; report it if it repeats."),
        };
        return new PermanentCollectionException(reason, words, remedy) { Api = call.Permission, ProviderCode = code };
    }

    private static PermanentCollectionException Denied(GcpCall call, string words, string code, string permission) => new(
        RefusalReason.MissingPermission, words, GcpRoles.Binding(call.Project, permission))
    {
        Api = call.Permission, ProviderCode = code, MissingPermission = permission,
    };

    private static Kind KindOf(GcpErrorBody error, int status, HttpResponseMessage response)
    {
        if (status is >= 300 and < 400)
        {
            return Kind.Redirect;
        }

        foreach (var reason in error.Reasons)
        {
            if (OfReason(reason) is { } kind)
            {
                return kind;
            }
        }

        // The older APIs say of a scope only in this header what they call a permission in the body.
        if (response.Headers.WwwAuthenticate.Any(header => header.Parameter?.Contains("insufficient_scope", StringComparison.Ordinal) == true))
        {
            return Kind.Scope;
        }

        return OfStatus(error.Status) ?? OfCode(status, error.IsGoogles);
    }

    private static Kind? OfReason(string reason) => reason switch
    {
        "RATE_LIMIT_EXCEEDED" or "RESOURCE_QUOTA_EXCEEDED" or GcpErrorBody.QuotaFailure or "rateLimitExceeded"
            or "userRateLimitExceeded" or "quotaExceeded" or "dailyLimitExceeded" or "concurrentLimitExceeded" => Kind.Throttled,
        "SERVICE_DISABLED" or "API_DISABLED" or "accessNotConfigured" or "SERVICE_NOT_ACTIVATED" => Kind.ApiDisabled,
        "BILLING_DISABLED" or "billingNotEnabled" or "accountDelinquent" => Kind.Billing,
        "IAM_PERMISSION_DENIED" or "forbidden" or "USER_PROJECT_DENIED" => Kind.Denied,
        "SECURITY_POLICY_VIOLATED" or "vpcServiceControls" => Kind.Perimeter,
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT" or "insufficientPermissions" or "insufficient_scope" => Kind.Scope,
        "ACCESS_TOKEN_EXPIRED" => Kind.Expired,
        "CREDENTIALS_MISSING" or "ACCESS_TOKEN_TYPE_UNSUPPORTED" or "ACCOUNT_STATE_INVALID" or "authError" or "invalid_token"
            or "invalid_grant" or "unauthorized_client" => Kind.BadCredentials,
        "CONSUMER_INVALID" or "CONSUMER_SUSPENDED" or "projectDeleted" => Kind.NoConsumer,
        "notFound" => Kind.NotFound,
        "backendError" or "internalError" or "resourceNotReady" => Kind.ServerError,
        "invalid" or "invalidParameter" or "required" => Kind.Other,
        _ => null,
    };

    private static Kind? OfStatus(string status) => status switch
    {
        "RESOURCE_EXHAUSTED" => Kind.Throttled,
        "PERMISSION_DENIED" => Kind.Denied,
        "UNAUTHENTICATED" => Kind.BadCredentials,
        NotFound => Kind.NotFound,
        "UNAVAILABLE" or "INTERNAL" or "DEADLINE_EXCEEDED" or "ABORTED" or "CANCELLED" or "UNKNOWN" => Kind.ServerError,
        "UNIMPLEMENTED" => Kind.NotOffered,
        "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => Kind.Other,
        _ => null,
    };

    /// <summary>A 404 that is no error of Google's own is a server's word about its routes.</summary>
    private static Kind OfCode(int status, bool isGoogles) => status switch
    {
        429 => Kind.Throttled,
        405 or 501 => Kind.NotOffered,
        408 or >= 500 => Kind.ServerError,
        401 => Kind.BadCredentials,
        403 => Kind.Denied,
        404 => isGoogles ? Kind.NotFound : Kind.NotOffered,
        _ => Kind.Other,
    };

    /// <summary>The permission that the cloud names, if it has the form of one.</summary>
    private static string? Permission(GcpErrorBody error) => error.Reasons.Contains("USER_PROJECT_DENIED")
        ? "serviceusage.services.use"
        : error.Metadata.GetValueOrDefault("permission") is { Length: <= 120 } named && named.Count(c => c == '.') >= 2
            && named.All(c => char.IsAsciiLetterOrDigit(c) || c is '.') ? named : null;

    private static string? Service(GcpErrorBody error) =>
        error.Metadata.GetValueOrDefault("service") is { Length: <= 120 } named && named.EndsWith(".googleapis.com", StringComparison.Ordinal)
            && named.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-') ? named : null;

    private static string? Quota(GcpErrorBody error) =>
        error.Metadata.GetValueOrDefault("quota_metric") is { Length: <= 120 } named && named.Contains(".googleapis.com/", StringComparison.Ordinal)
            && named.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_' or '/') ? named : null;

    private enum Kind
    {
        Throttled,
        ServerError,
        Denied,
        Perimeter,
        ApiDisabled,
        Billing,
        Scope,
        Expired,
        BadCredentials,
        NoConsumer,
        NotFound,
        NotOffered,
        Redirect,
        Other,
    }
}
