using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Environments;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Lambda over REST.</summary>
internal sealed class LambdaClient(AwsHttp http, EnvironmentHasher hasher) : ILambdaClient
{
    private const string Functions = "/2015-03-31/functions/";

    public async Task<FunctionConfiguration> GetFunctionConfigurationAsync(
        string function, string? qualifier, CallMeter calls, CancellationToken cancellationToken)
    {
        var query = qualifier is null ? "" : $"?Qualifier={Uri.EscapeDataString(qualifier)}";
        using var answer = await GetAsync(
            "lambda:GetFunctionConfiguration", $"{Functions}{Segment(function)}/configuration{query}", calls,
            cancellationToken);
        return Configuration(answer.RootElement) ?? throw new PermanentCollectionException(
            RefusalReason.ProviderError, "lambda:GetFunctionConfiguration named no function.", "Report it if it repeats.")
        {
            Api = "lambda:GetFunctionConfiguration",
        };
    }

    public Task<Pages<FunctionConfiguration>> ListVersionsByFunctionAsync(
        string function, int maxPages, CallMeter calls, CancellationToken cancellationToken) => PagedAsync(
            "lambda:ListVersionsByFunction", $"{Functions}{Segment(function)}/versions?MaxItems=50", "Versions",
            Configuration, maxPages, calls, cancellationToken);

    public Task<Pages<FunctionAlias>> ListAliasesAsync(
        string function, int maxPages, CallMeter calls, CancellationToken cancellationToken) => PagedAsync(
            "lambda:ListAliases", $"{Functions}{Segment(function)}/aliases?MaxItems=50", "Aliases",
            alias => alias.Text("Name") is { } name && alias.Text("FunctionVersion") is { } version
                ? new FunctionAlias(name, version) : null,
            maxPages, calls, cancellationToken);

    public Task<Pages<EventSource>> ListEventSourceMappingsAsync(
        string function, int maxPages, CallMeter calls, CancellationToken cancellationToken) => PagedAsync(
            "lambda:ListEventSourceMappings",
            $"/2015-03-31/event-source-mappings/?FunctionName={Uri.EscapeDataString(function)}&MaxItems=50",
            "EventSourceMappings",
            mapping => mapping.Text("EventSourceArn") is { } arn
                ? new EventSource(arn, mapping.Text("State") ?? "Unknown", mapping.Integer("BatchSize")) : null,
            maxPages, calls, cancellationToken);

    public async Task<int?> GetFunctionConcurrencyAsync(
        string function, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(
            "lambda:GetFunctionConcurrency", $"/2019-09-30/functions/{Segment(function)}/concurrency", calls,
            cancellationToken);
        return answer.RootElement.Integer("ReservedConcurrentExecutions");
    }

    private async Task<Pages<T>> PagedAsync<T>(
        string permission, string path, string member, Func<JsonElement, T?> read, int maxPages, CallMeter calls,
        CancellationToken cancellationToken)
        where T : class
    {
        var items = new List<T>();
        string? marker = null;
        var pages = 0;
        do
        {
            var page = marker is null ? path : $"{path}&Marker={Uri.EscapeDataString(marker)}";
            using var answer = await GetAsync(permission, page, calls, cancellationToken);
            items.AddRange(answer.RootElement.Items(member).Select(read).OfType<T>());
            marker = answer.RootElement.Text("NextMarker") is { Length: > 0 } next ? next : null;
        }
        while (marker is not null && ++pages < maxPages);
        return new Pages<T>(items, marker is null);
    }

    private Task<JsonDocument> GetAsync(
        string permission, string path, CallMeter calls, CancellationToken cancellationToken) =>
        http.SendAsync(new AwsCall(AwsService.Lambda, permission, Path: path), calls, cancellationToken);

    /// <summary>One path segment, whatever it holds; a name of dots alone would walk up the path.</summary>
    private static string Segment(string function) => function.All(c => c == '.')
        ? throw new PermanentCollectionException(
            RefusalReason.InvalidInput, "The function's name is malformed.", "Correct the alarm's dimensions.")
        : Uri.EscapeDataString(function);

    private FunctionConfiguration? Configuration(JsonElement function)
    {
        if (function.Text("FunctionName") is not { } name)
        {
            return null;
        }

        var vpc = function.Member("VpcConfig") ?? default;
        return new FunctionConfiguration
        {
            Name = name,
            Version = function.Text("Version") ?? "$LATEST",
            LastModified = function.Time("LastModified"),
            CodeSha256 = function.Text("CodeSha256"),
            Runtime = function.Text("Runtime"),
            Handler = function.Text("Handler"),
            MemorySizeMegabytes = function.Integer("MemorySize"),
            TimeoutSeconds = function.Integer("Timeout"),
            EphemeralStorageMegabytes = function.Member("EphemeralStorage")?.Integer("Size"),
            Role = function.Text("Role"),
            PackageType = function.Text("PackageType"),
            Architectures = function.Texts("Architectures"),
            Layers = [.. function.Items("Layers").Select(layer => layer.Text("Arn")).OfType<string>()],
            Subnets = vpc.Texts("SubnetIds"),
            SecurityGroups = vpc.Texts("SecurityGroupIds"),
            LogGroup = function.Member("LoggingConfig")?.Text("LogGroup"),
            State = function.Text("State"),
            StateReason = function.Text("StateReason"),
            LastUpdateStatus = function.Text("LastUpdateStatus"),
            LastUpdateStatusReason = function.Text("LastUpdateStatusReason"),
            Environment = Environment(function),
        };
    }

    private Dictionary<string, EnvironmentValue> Environment(JsonElement function)
    {
        var kept = new Dictionary<string, EnvironmentValue>(StringComparer.Ordinal);
        if (function.Member("Environment")?.Member("Variables") is { ValueKind: JsonValueKind.Object } variables)
        {
            foreach (var (name, value) in Collection.Json.CloudJson.Members(variables))
            {
                kept[name] = hasher.Hash(AwsJson.Own(value) ?? "");
            }
        }

        return kept;
    }
}
