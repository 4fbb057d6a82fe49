using System.Text.Json;
using System.Text.Json.Serialization;
using CauseFlow.CloudSimulation.Azure;
using CauseFlow.CloudSimulation.Google;
using CauseFlow.CloudSimulation.Sns;

namespace CauseFlow.CloudSimulation.Control;

/// <summary>The control interface over HTTP: the same as the methods of <see cref="CloudSimulator"/>.</summary>
internal sealed class ControlApi(CloudSimulator simulator)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private sealed record RoleChange(string ExternalId, string? RoleName);

    private sealed record SecretChange(string State);

    private sealed record SubscribeRequest(Uri Url, string? SignatureVersion);

    public async Task HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AnswerAsync(context.Request, cancellationToken);
            context.Response.StatusCode = answer is null ? 404 : 200;
            await context.Response.WriteAsJsonAsync(answer ?? new { error = "unknown" }, Json, cancellationToken);
        }
        catch (JsonException exception)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { error = exception.Message }, Json, cancellationToken);
        }
    }

    private async Task<object?> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        switch (request.Method, request.Path.Value)
        {
            case ("GET", "/facts"): return simulator.Facts;
            case ("GET", "/calls"): return simulator.Calls;
            case ("GET", "/sessions"): return simulator.Sessions;
            case ("GET", "/subscriptions"): return simulator.Publisher.Subscriptions;
            case ("GET", "/switches"): return simulator.Switches.Current;
            case ("POST", "/alarm"):
                return await simulator.PublishAlarmAsync(
                    await ReadAsync<AlarmPublication>(request, cancellationToken), cancellationToken);
            case ("POST", "/subscribe"):
                var subscribe = await ReadAsync<SubscribeRequest>(request, cancellationToken);
                return await simulator.Publisher.SubscribeAsync(
                    subscribe.Url, subscribe.SignatureVersion ?? "1", cancellationToken);
            case ("POST", "/retries"):
                return simulator.Publisher.RetryPolicy = await ReadAsync<SnsRetryPolicy>(request, cancellationToken);
            case ("POST", "/trail"):
                simulator.CompleteTrail();
                return simulator.Facts;
            case ("POST", "/switches"):
                return SetSwitches(await ReadAsync<Dictionary<string, Switch>>(request, cancellationToken));
            case ("DELETE", "/switches"):
                simulator.Switches.Clear();
                return simulator.Switches.Current;
            case ("POST", "/google/alarm") when simulator.Google is { } google:
                return await google.PublishAsync(await ReadAsync<GooglePublication>(request, cancellationToken), cancellationToken);
            case ("POST", "/google/issuer") when simulator.Google is { } google:
                return google.Issuer = await ReadAsync<TrustedIssuer>(request, cancellationToken);
            case ("GET", "/google/tokens") when simulator.Google is { } google: return google.Tokens;
            case ("POST", "/role"):
                var role = await ReadAsync<RoleChange>(request, cancellationToken);
                simulator.SetExternalId(role.ExternalId, role.RoleName);
                return simulator.Facts;
            case ("POST", "/azure/alert"):
                return await simulator.Azure.PublishAsync(
                    await ReadAsync<AlertPublication>(request, cancellationToken), cancellationToken);
            case ("POST", "/azure/secret"):
                var secret = await ReadAsync<SecretChange>(request, cancellationToken);
                simulator.Azure.Secret = Enum.TryParse<AzureSecretState>(secret.State, ignoreCase: true, out var state)
                    ? state : throw new JsonException($"'{secret.State}' is no state of a secret.");
                return simulator.Facts;
            case ("POST", "/azure/federation"):
                simulator.Azure.Federation = await ReadAsync<AzureFederation>(request, cancellationToken);
                return simulator.Facts;
            default: return null;
        }
    }

    private IReadOnlyDictionary<string, Switch> SetSwitches(Dictionary<string, Switch> settings)
    {
        foreach (var (key, value) in settings)
        {
            simulator.Switches.Set(key, value);
        }

        return simulator.Switches.Current;
    }

    private static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync<T>(request.Body, Json, cancellationToken)
            ?? throw new JsonException("A JSON object is required.");
}
