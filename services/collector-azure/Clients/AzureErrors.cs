using System.Globalization;
using System.Text.RegularExpressions;
using Azure;
using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// The one table of what Azure's refusals mean: by status and code, never by a sentence. Only the scope and the action of a
/// denial are taken from its words, and only where they have the form of an ARM id and of a read.
/// </summary>
internal static partial class AzureErrors
{
    public const string ResponseTooLarge = "ResponseTooLarge";

    /// <summary>Log Analytics: none of the tables exists in the workspace.</summary>
    public const string NoTable = "SEM0100";
    public const string NotFound = "NotFound";

    /// <summary>Stands for the principal until the broker has said who it is.</summary>
    public const string Application = "<application id>";
    private const int MaxHeaderLength = 64;

    /// <param name="call">What was asked.</param>
    /// <param name="response">The refusal, its body read.</param>
    /// <param name="maxRetryAfter">The longest wait that the run has time for.</param>
    public static CollectionException Classify(AzureCall call, Response response, TimeSpan maxRetryAfter) => Classify(
        call, response.Status, AzureErrorBody.Read(response.ContentStream is null ? default : response.Content.ToMemory()),
        name => response.Headers.TryGetValue(name, out var value) ? value : null, maxRetryAfter);

    public static CollectionException Classify(
        AzureCall call, int status, AzureErrorBody body, Func<string, string?> header, TimeSpan maxRetryAfter)
    {
        var said = body.Message.Length > 0 ? $": {body.Message}" : ".";
        var words = $"{call.Permission} was answered with {status} {body.Code}".TrimEnd() + said;
        if (status == 429 || body.Has(
            "TooManyRequests", "SubscriptionRequestsThrottled", "ResourceRequestsThrottled",
                "TenantRequestsThrottled", "RateLimiting",
            "ThrottledRequests", "RequestThrottled", "429", "ThrottledError"))
        {
            return Throttled(call, words, body, header, maxRetryAfter);
        }

        if (status is 408 or >= 500)
        {
            return new TransientCollectionException(RefusalReason.ProviderError, words,
                "Try again later; see Azure's status page.")
            {
                Api = call.Permission, ProviderCode = body.Code,
            };
        }

        if (body.Has("InvalidAuthenticationTokenAudience"))
        {
            return Permanent(call, RefusalReason.ScopeInsufficient, words, body,
                "The token is for another audience: report it, this is CauseFlow's own mistake.");
        }

        return status switch
        {
            401 => Unauthenticated(call, words, body),
            403 => Denied(call, words, body),
            404 when body.Has("SubscriptionNotFound") =>
                Denied(call, words, body, "The subscription does not exist, or the application has no role in it: "),
            _ => Other(call, status, words, body),
        };
    }

    private static PermanentCollectionException Other(AzureCall call, int status, string words, AzureErrorBody body)
    {
        if (body.Has("MissingSubscriptionRegistration", "SubscriptionNotRegistered", "MissingRegistrationForType"))
        {
            var provider = call.Permission.Split('/')[0];
            return Permanent(
                call, RefusalReason.ApiDisabled, words, body,
                $"The provider is not registered in the subscription; whoever owns it can: az provider register --namespace {provider}");
        }

        if (status is 405 or 501 || body.Has(
            "InvalidApiVersionParameter", "NoRegisteredProviderFound", "InvalidResourceType",
                "InvalidResourceNamespace", "UnsupportedApiVersion"))
        {
            return Permanent(
                call, RefusalReason.OperationNotOffered, words, body,
                $"This endpoint does not offer {call.Permission}: use one that does, or do without; nothing else is affected.");
        }

        return status switch
        {
            404 or 410 => Permanent(
                call, RefusalReason.InvalidInput, words, body,
                    "Check whether it was deleted or moved to another subscription or group.", NotFound),
            >= 300 and < 400 => Permanent(
                call, RefusalReason.ProviderError, words, body,
                    "Redirects are never followed. Check AZURE_RESOURCE_MANAGER_ENDPOINT and proxies."),
            _ => Permanent(
                call, RefusalReason.ProviderError, words, body, "Look at the provider's message; report it if it repeats.",
                body.Has(NoTable) ? NoTable : null),
        };
    }

    private static CollectionException Throttled(
        AzureCall call, string words, AzureErrorBody body, Func<string, string?> header, TimeSpan maxRetryAfter)
    {
        var wait = RetryAfter(header);
        var quota = Quota(header);
        var text = quota is null ? words : $"{words} Quota: {quota}.";
        if (wait > maxRetryAfter)
        {
            return new PermanentCollectionException(
                RefusalReason.Throttled, $"{text} Azure asks to wait {wait.Value.TotalSeconds:0} s, longer than an investigation can.",
                $"Wait {wait.Value.TotalMinutes:0.#} min and start the investigation again, or find out what else reads {call.Permission} so often.")
            {
                Api = call.Permission, ProviderCode = body.Code,
            };
        }

        return new TransientCollectionException(
            RefusalReason.Throttled, text,
                $"Wait, or find out what else of the application's calls uses up the quota of {call.Permission}.")
        {
            Api = call.Permission, ProviderCode = body.Code.Length > 0 ? body.Code : "429", RetryAfter = wait,
        };
    }

    private static PermanentCollectionException Unauthenticated(AzureCall call, string words, AzureErrorBody body) =>
        body.Has("ExpiredAuthenticationToken")
            ? Permanent(call, RefusalReason.SecretExpired, words, body,
                "Start the investigation again: the session has ended.")
            : body.Has("InvalidAuthenticationTokenTenant")
                ? Permanent(
                    call, RefusalReason.TenantNotFound, words, body,
                    "The subscription belongs to another tenant than the application: correct the tenant id of the integration.")
                : Permanent(
                    call, RefusalReason.SecretInvalid, words, body,
                    "Run the connection test of this integration; if it succeeds, check proxies between the collector and Azure.");

    private static PermanentCollectionException Denied(AzureCall call, string words, AzureErrorBody body, string lead = "")
    {
        string? action = null, scope = null, principal = null;
        foreach (var quoted in QuotedTexts(body.Message))
        {
            action ??= Action().IsMatch(quoted) ? quoted : null;
            scope ??= !call.IsProbe && IsOwnScope(call, quoted) ? quoted : null;
            principal ??= Guid.TryParseExact(quoted, "D", out _) ? quoted : null;
        }

        var needed = call.Needs ?? call.Permission;
        var role = needed.StartsWith("Microsoft.OperationalInsights/", StringComparison.OrdinalIgnoreCase)
            ? "Log Analytics Reader" : "Reader";
        var blocker = body.Has("DenyAssignmentAuthorizationFailed") ? "A deny assignment stands in the way: ask its owner first. "
            : body.Has("RequestDisallowedByPolicy",
                "DisallowedByPolicy") ? "A policy of the organisation forbids it: ask its owner first. " : "";
        return new PermanentCollectionException(
            RefusalReason.MissingPermission, words,
            $"{blocker}{lead}az role assignment create --assignee {principal ?? Application} --role \"{role}\" --scope {Word(scope ?? call.Scope)}")
        {
            Api = call.Permission, ProviderCode = body.Code, MissingPermission = action ?? needed,
        };
    }

    /// <summary>One word for a shell; what holds anything else than an id or a placeholder does is not repeated at all.</summary>
    private static string Word(string scope) => Pasteable().IsMatch(scope) ? $"'{scope}'" : "'<scope>'";

    /// <summary>A scope of the subscription that was asked: an error's words must not send anybody's roles elsewhere.</summary>
    private static bool IsOwnScope(AzureCall call, string text) => Scope().IsMatch(text)
        && (AzureId.SubscriptionOf(call.Scope) is not { } own || AzureId.SubscriptionOf(text) == own);

    /// <summary>What stands in single or double quotes.</summary>
    private static List<string> QuotedTexts(string message)
    {
        var texts = new List<string>();
        foreach (var match in Quoted().EnumerateMatches(message))
        {
            texts.Add(message.Substring(match.Index + 1, match.Length - 2));
        }

        return texts;
    }

    private static TimeSpan? RetryAfter(Func<string, string?> header)
    {
        if (double.TryParse(header("retry-after-ms") ?? header("x-ms-retry-after-ms"), NumberStyles.None,
            CultureInfo.InvariantCulture, out var milliseconds))
        {
            return TimeSpan.FromMilliseconds(Math.Min(milliseconds, 86_400_000));
        }

        if (double.TryParse(header("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
        }

        return TimeSpan.TryParseExact(header("x-ms-user-quota-resets-after"), "c", CultureInfo.InvariantCulture,
            out var reset) ? reset : null;
    }

    /// <summary>The quota that is used up, where the headers name one.</summary>
    private static string? Quota(Func<string, string?> header)
    {
        string[] names =
        [
            "x-ms-ratelimit-remaining-resource", "x-ms-ratelimit-remaining-subscription-reads",
                "x-ms-ratelimit-remaining-subscription-resource-requests",
            "x-ms-ratelimit-remaining-tenant-reads", "x-ms-user-quota-remaining",
        ];
        var found = names.Select(name => (name, value: header(name))).Where(pair => pair.value is { Length: > 0 })
            .Select(pair => $"{pair.name} {(pair.value!.Length > MaxHeaderLength ? pair.value[..MaxHeaderLength] : pair.value)}").ToList();
        return found.Count == 0 ? null : string.Join(", ", found);
    }

    private static PermanentCollectionException Permanent(
        AzureCall call, RefusalReason reason, string words, AzureErrorBody body, string remedy, string? code = null) =>
        new(reason, words, remedy) { Api = call.Permission, ProviderCode = code ?? body.Code };

    [GeneratedRegex("'[^'\\r\\n]{1,512}'|\"[^\"\\r\\n]{1,512}\"", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^Microsoft\.[A-Za-z0-9.]{1,60}(/[A-Za-z0-9.-]{1,60}){1,8}/read$", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Action();

    [GeneratedRegex(@"^[A-Za-z0-9/._() <>-]{1,1024}$", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Pasteable();

    [GeneratedRegex(@"^/subscriptions/[0-9a-fA-F-]{36}(/[A-Za-z0-9._()-]{1,128}){0,20}$",
        RegexOptions.CultureInvariant, 250)]
    private static partial Regex Scope();
}
