using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// The one table of what AWS's refusals mean. The code is looked for where each protocol puts it: the body's
/// <c>__type</c> or <c>code</c>, the header <c>x-amzn-ErrorType</c>, or XML.
/// </summary>
internal static partial class AwsErrors
{
    public const string NotFound = "ResourceNotFoundException";

    /// <summary>What CloudWatch Logs says of a malformed parameter, such as the name of a log group.</summary>
    public const string InvalidParameter = "InvalidParameterException";

    /// <summary>The same in the words of AWS's common errors.</summary>
    public const string ValidationError = "ValidationException";

    /// <summary>What is left of EC2's <c>InvalidInstanceID.NotFound</c>, because codes are cut at their last dot.</summary>
    public const string Ec2NotFound = "NotFound";
    public const string ResponseTooLarge = "ResponseTooLarge";
    private const int MaxMessageLength = 1_024;
    private const int MatchTimeoutMilliseconds = 250;

    public static CollectionException Classify(
        string permission, string region, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var (code, message, text) = Read(response, body);
        var status = (int)response.StatusCode;
        var kind = IsNotOffered(code, status, message, text) ? Kind.NotOffered : KindOf(code, status, message);
        var said = message.Length > 0 ? $": {message}" : ".";
        var words = $"{permission} in {region} was answered with {status} {code}".TrimEnd() + said;
        return kind switch
        {
            Kind.Throttled => new TransientCollectionException(
                RefusalReason.Throttled, words, $"Wait, or ask AWS to raise the account's quota for {permission} in {region}.")
            {
                Api = permission, ProviderCode = code,
            },
            Kind.ServerError => new TransientCollectionException(
                RefusalReason.ProviderError, words, "Try again later; see the AWS Health Dashboard.")
            {
                Api = permission, ProviderCode = code,
            },
            Kind.Denied => Denied(permission, words, code, message),
            _ => Permanent(permission, region, kind, words, code),
        };
    }

    private static PermanentCollectionException Permanent(
        string permission, string region, Kind kind, string text, string code)
    {
        var (reason, remedy) = kind switch
        {
            Kind.Expired => (RefusalReason.SecretExpired, "Start the investigation again: the session has ended."),
            Kind.ClockSkew => (RefusalReason.ClockSkew, "Set the collector's clock: AWS accepts a difference of 5 minutes."),
            Kind.BadCredentials => (
                RefusalReason.SecretInvalid,
                $"Check that region {region} is enabled in the account and that the session was not cut off."),
            Kind.RegionDisabled => (RefusalReason.RegionDisabled, $"Enable region {region} or take it off the integration."),
            Kind.NotFound => (RefusalReason.InvalidInput, "Check whether it was deleted or belongs to another region."),
            Kind.NotOffered => (
                RefusalReason.OperationNotOffered,
                $"This endpoint does not offer {permission}: use one that does, or do without; nothing else is affected."),
            Kind.Redirect => (
                RefusalReason.ProviderError, "Redirects are never followed. Check AWS_ENDPOINT_URL and proxies."),
            _ => (RefusalReason.ProviderError, "Look at the provider's message; report it if it repeats."),
        };
        return new PermanentCollectionException(reason, text, remedy) { Api = permission, ProviderCode = code };
    }

    private static PermanentCollectionException Denied(string permission, string text, string code, string message)
    {
        var match = Match(DeniedAction(), message);
        var action = match is { Success: true } ? match.Groups["action"].Value : permission;
        var resource = match is { Success: true } && match.Groups["resource"].Value is { Length: > 0 } found
            ? found.TrimEnd('.', ',', ':') : "*";
        var blockedBy = message.Contains("service control policy", StringComparison.OrdinalIgnoreCase)
            ? "A service control policy denies it explicitly: ask the organisation's administrator. "
            : message.Contains("permissions boundary", StringComparison.OrdinalIgnoreCase)
                ? "The role's permissions boundary does not allow it: extend the boundary. "
                : message.Contains("session policy", StringComparison.OrdinalIgnoreCase)
                    ? "CauseFlow's own session policy does not allow it: check the integration's regions. " : "";
        var statement = $$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{StatementResource(resource)}}"}""";
        return new PermanentCollectionException(
            RefusalReason.MissingPermission, text,
            $"{blockedBy}Add this statement to the role's permission policy: {statement}")
        {
            Api = permission, ProviderCode = code, MissingPermission = action,
        };
    }

    /// <summary>Log groups are named with a stream part in errors; a policy wants the group.</summary>
    private static string StatementResource(string resource) =>
        resource.EndsWith(":log-stream", StringComparison.Ordinal) ? $"{resource[..^":log-stream".Length]}:*" : resource;

    private static Kind KindOf(string code, int status, string message) => code switch
    {
        "Throttling" or "ThrottlingException" or "ThrottledException" or "TooManyRequestsException"
            or "RequestLimitExceeded" or "RequestThrottled" or "RequestThrottledException" or "SlowDown"
            or "LimitExceededException" or "LimitExceeded" or "ProvisionedThroughputExceededException"
            or "BandwidthLimitExceeded" or "EC2ThrottledException" or "PriorRequestNotComplete" => Kind.Throttled,
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "NotAuthorized"
            or "UnauthorizedException" => Kind.Denied,
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" => Kind.Expired,
        "RequestTimeTooSkewed" => Kind.ClockSkew,
        "InvalidSignatureException" or "SignatureDoesNotMatch" or "InvalidSignature" =>
            message.Contains("Signature expired", StringComparison.OrdinalIgnoreCase)
            || message.Contains("not yet current", StringComparison.OrdinalIgnoreCase) ? Kind.ClockSkew : Kind.BadCredentials,
        "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidAccessKeyId" or "AuthFailure"
            or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" or "IncompleteSignature"
            or "IncompleteSignatureException" => Kind.BadCredentials,
        "OptInRequired" or "SubscriptionRequiredException" or "RegionDisabledException" => Kind.RegionDisabled,
        NotFound or "ResourceNotFound" or "NotFoundException" or Ec2NotFound or "ClusterNotFoundException"
            or "ServiceNotFoundException" => Kind.NotFound,
        "InternalFailure" or "InternalError" or "InternalServerError" or "InternalServiceError" or "ServiceException"
            or "ServiceUnavailable" or "ServiceUnavailableException" or "InternalServiceException"
            or "RequestTimeout" or "RequestTimeoutException" => Kind.ServerError,
        _ => KindOf(status),
    };

    /// <summary>
    /// An endpoint that is not AWS's own says in many ways that it does not know an operation. AWS's own 404 always has a
    /// code, so that one without is a server's word about its routes. Such an answer is never worth another attempt.
    /// </summary>
    private static bool IsNotOffered(string code, int status, string message, string text) =>
        code is "UnknownOperationException" or "UnknownOperation" or "InvalidAction" or "NotImplemented"
            or "NotImplementedException" or "NotImplementedError"
        || status is 405 or 501
        || (status is 400 or 404 or >= 500 && (code.Length == 0 || code.StartsWith("Internal", StringComparison.Ordinal))
            && Match(NotImplemented(), text.Length > 0 ? text : message) is { Success: true })
        || (status == 404 && code.Length == 0 && (message.Length == 0 || Match(NoRoute(), message) is { Success: true }));

    private static Kind KindOf(int status) => status switch
    {
        429 => Kind.Throttled,
        408 or >= 500 => Kind.ServerError,
        401 or 403 => Kind.Denied,
        404 => Kind.NotFound,
        >= 300 and < 400 => Kind.Redirect,
        _ => Kind.Other,
    };

    private static (string Code, string Message, string Text) Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 16 * 1024)]);
        var (code, message) = FromJson(text) ?? FromXml(text);
        if (response.Headers.TryGetValues("x-amzn-ErrorType", out var values))
        {
            code = values.FirstOrDefault() ?? code;
        }

        code = code.Split(':')[0];
        code = code[(code.LastIndexOf('#') + 1)..].Trim();
        code = code.Length <= 80 && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? code : "";
        code = code[(code.LastIndexOf('.') + 1)..];
        return (code, message.Length > MaxMessageLength ? message[..MaxMessageLength] : message, text);
    }

    private static (string Code, string Message)? FromJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? (Text(root, "__type") ?? Text(root, "code") ?? Text(root, "Code") ?? "",
                    Text(root, "message") ?? Text(root, "Message") ?? Text(root, "errorMessage") ?? "")
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string Code, string Message) FromXml(string text)
    {
        var code = Match(XmlCode(), text);
        var message = Match(XmlMessage(), text);
        return (code is { Success: true } ? code.Groups[1].Value : "",
            message is { Success: true } ? WebUtility.HtmlDecode(message.Groups[1].Value) : "");
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? AwsJson.Own(value) : null;

    private static Match? Match(Regex pattern, string text)
    {
        try
        {
            return pattern.Match(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private enum Kind
    {
        Throttled,
        ServerError,
        Denied,
        Expired,
        ClockSkew,
        BadCredentials,
        RegionDisabled,
        NotFound,
        NotOffered,
        Redirect,
        Other,
    }

    [GeneratedRegex(
        @"not authorized to perform:? (?<action>[a-z0-9-]{2,40}:[A-Za-z0-9*]{2,80})(?:(?: on resource:? ?| with an explicit deny on resource: ?)(?<resource>[^\s""\\]{1,512}))?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, MatchTimeoutMilliseconds)]
    private static partial Regex DeniedAction();

    [GeneratedRegex(
        "not (?:yet |been )*implemented|notimplementederror|unknown (?:operation|action)|unsupported (?:operation|action)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, MatchTimeoutMilliseconds)]
    private static partial Regex NotImplemented();

    [GeneratedRegex(
        @"\A(?:not found\.?|404 (?:page )?not found|no route\b.*|cannot (?:get|post) .*)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, MatchTimeoutMilliseconds)]
    private static partial Regex NoRoute();

    [GeneratedRegex("<Code>([^<]{1,80})</Code>", RegexOptions.CultureInvariant, MatchTimeoutMilliseconds)]
    private static partial Regex XmlCode();

    [GeneratedRegex("<Message>([^<]{0,2000})</Message>", RegexOptions.CultureInvariant, MatchTimeoutMilliseconds)]
    private static partial Regex XmlMessage();
}
