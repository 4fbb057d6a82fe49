using System.Globalization;
using System.Net;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Doctor;

/// <summary>Looks at an installation from outside, as far as the key may: the way there, the key, accounts, webhooks, services.</summary>
internal sealed class Examination(ApiClient api, TimeProvider clock)
{
    private static readonly TimeSpan SmallSkew = TimeSpan.FromSeconds(30);

    /// <summary>AWS refuses signatures that are five minutes off.</summary>
    private static readonly TimeSpan LargeSkew = TimeSpan.FromMinutes(5);
    private readonly List<Check> checks = [];
    private IReadOnlyList<string> roles = [];
    private List<JsonElement> integrations = [];

    /// <summary>In the order in which one thing needs the other.</summary>
    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken)
    {
        if (await ReachAsync(cancellationToken) && await KeyAsync(cancellationToken))
        {
            await ForAsync("member", "integrations", IntegrationsAsync, cancellationToken);
            await ForAsync("admin", "webhooks", WebhooksAsync, cancellationToken);
            await ForAsync("admin", "deliveries", RejectionsAsync, cancellationToken);
            await ForAsync("operator", "services", ServicesAsync, cancellationToken);
            await ForAsync("operator", "error queues", ErrorQueuesAsync, cancellationToken);
        }

        return checks;
    }

    private void Add(string name, CheckState state, string detail, string? remedy = null) =>
        checks.Add(new Check(name, state, detail, remedy));

    private async Task<bool> ReachAsync(CancellationToken cancellationToken)
    {
        try
        {
            var before = clock.GetUtcNow();
            var health = await api.GetAsync("health", cancellationToken);
            Add("reachable", CheckState.Ok, $"{api.Url.Authority} answers in {(clock.GetUtcNow() - before).TotalMilliseconds:0} ms.");
            Skew(health, before);
            return true;
        }
        catch (CommandException exception)
        {
            Add("reachable", CheckState.Failed, exception.Message, exception.Suggestion);
        }
        catch (ApiException exception)
        {
            Add("reachable", CheckState.Failed, exception.Message, exception.Suggestion);
        }

        return false;
    }

    private void Skew(Answer health, DateTimeOffset before)
    {
        if (health.Headers.Date is not { } theirs)
        {
            Add("clock", CheckState.Skipped, "The answer has no date.");
            return;
        }

        // The header has whole seconds.
        var middle = before + ((clock.GetUtcNow() - before) / 2);
        var skew = (middle - theirs).Duration();
        skew = skew > TimeSpan.FromSeconds(1) ? skew - TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        var state = skew > LargeSkew ? CheckState.Failed : skew > SmallSkew ? CheckState.Warning : CheckState.Ok;
        Add("clock", state, state == CheckState.Ok ? "This clock and the server's agree."
            : $"This clock and the server's are {skew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s apart.",
            state == CheckState.Ok ? null : "Set the wrong one by NTP: signatures and tokens of the clouds depend on it.");
    }

    private async Task<bool> KeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await RoleProbe.RolesOfAsync(api, cancellationToken) is { } found)
            {
                roles = found;
                Add("key", CheckState.Ok, roles.Count > 0 ? $"The key is valid: {string.Join(", ", roles)}."
                    : "The key is valid, and may only post alarms.");
                return roles.Count > 0;
            }

            Add("key", CheckState.Failed, "The key is unknown there, or was revoked.", "`causeflow login` takes another one.");
        }
        catch (Exception exception) when (exception is ApiException or CommandException)
        {
            Add("key", CheckState.Failed, exception.Message, (exception as ApiException)?.Suggestion);
        }

        return false;
    }

    /// <summary>One look that fails does not end the others.</summary>
    private async Task ForAsync(
        string role, string name, Func<CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        if (!roles.Contains(role))
        {
            Add(name, CheckState.Skipped, $"Needs a key with the role {role}.");
            return;
        }

        try
        {
            await look(cancellationToken);
        }
        catch (ApiException exception)
        {
            Add(name, CheckState.Failed, exception.Message, exception.Suggestion);
        }
        catch (CommandException exception)
        {
            Add(name, CheckState.Failed, exception.Message, exception.Suggestion);
        }
    }

    private async Task IntegrationsAsync(CancellationToken cancellationToken)
    {
        var answer = await api.ListAsync("v1/integrations", [], limit: null, pageSize: 100, cancellationToken);
        integrations = [.. answer.Root.Items("items").Where(row => row.Text("status") != "disconnected")];
        if (integrations.Count == 0)
        {
            Add("integrations", CheckState.Warning, "No account is connected.", "`causeflow integrations setup aws` (azure, gcp) shows how.");
        }

        foreach (var row in integrations)
        {
            var name = $"integration {row.Text("id")}";
            var who = $"{row.Text("provider")} {row.Text("account")}";
            var warnings = row.Items("warnings").Concat(row.Items("lastTest.warnings")).Select(item => item.Shown()).ToList();
            if (row.Text("status") != "connected" || (row.At("lastTest.ok").ValueKind == JsonValueKind.False
                && !row.IsTrue("lastTest.permissionsPending")))
            {
                Add(name, CheckState.Failed, $"{who}: {row.Text("status")}. {row.Text("lastTest.message")}".Trim(),
                    row.Text("lastTest.remedy") is { Length: > 0 } remedy ? remedy : $"`causeflow integrations test {row.Text("id")}`");
            }
            else if (warnings.Count > 0)
            {
                Add(name, CheckState.Warning, $"{who}: {string.Join(' ', warnings)}");
            }
            else
            {
                Add(name, CheckState.Ok, $"{who}: connected, tested {row.Time("lastTest.at")}"
                    + (row.Time("azure.secretExpiresAt") is { Length: > 0 } expiry ? $", secret expires {expiry}." : "."));
            }
        }
    }

    private async Task WebhooksAsync(CancellationToken cancellationToken)
    {
        (string Webhook, string Cloud)[] senders = [("cloudwatch", "aws"), ("azure-monitor", "azure"), ("gcp-monitoring", "gcp")];
        foreach (var (webhook, cloud) in senders)
        {
            var last = await LastAsync(("provider", webhook), cancellationToken);
            if (last is { } delivery)
            {
                Add($"webhook {webhook}", CheckState.Ok, $"Last delivery {delivery.Time("receivedAt")}: {delivery.Text("verdict")}.");
            }
            else if (integrations.Any(row => row.Text("provider") == cloud))
            {
                Add($"webhook {webhook}", CheckState.Warning, "Nothing has ever arrived, although an account is connected.",
                    "Subscribe the address of GET /v1/webhooks, and send a test message: `causeflow deliveries` shows it.");
            }
        }

        if (checks.All(check => !check.Name.StartsWith("webhook ", StringComparison.Ordinal)))
        {
            Add("webhooks", CheckState.Ok, "No account is connected and nothing has arrived.");
        }
    }

    private async Task RejectionsAsync(CancellationToken cancellationToken)
    {
        if (await LastAsync(("verdict", "rejected"), cancellationToken) is not { } rejected)
        {
            Add("deliveries", CheckState.Ok, "No delivery was rejected.");
            return;
        }

        Add("deliveries", CheckState.Warning,
            $"Last rejected: {rejected.Time("receivedAt")} {rejected.Text("provider")}, {rejected.Text("reason")}, "
            + $"{rejected.Text("count")} times in that minute.",
            rejected.Text("remedy") is { Length: > 0 } remedy ? remedy : null);
    }

    private async Task<JsonElement?> LastAsync((string, string?) filter, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync("v1/webhooks/deliveries" + Query.Of([filter, ("limit", "1")]), cancellationToken);
        return answer.Root.Items("items").Select(row => (JsonElement?)row).FirstOrDefault();
    }

    private async Task ServicesAsync(CancellationToken cancellationToken)
    {
        Answer health;
        try
        {
            health = await api.GetAsync("health/detailed", cancellationToken);
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.ServiceUnavailable)
        {
            Add("services", CheckState.Failed, exception.Message, "docs/runbook.md, CauseFlowServiceDown.");
            return;
        }

        foreach (var service in health.Root.Items("dependencies"))
        {
            var isWell = service.Text("status") == "healthy";
            Add($"service {service.Text("name")}", isWell ? CheckState.Ok : CheckState.Failed, $"{service.Text("status")}.",
                isWell ? null : "Its log says why; docs/runbook.md, CauseFlowServiceDown.");
        }
    }

    private async Task ErrorQueuesAsync(CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync("v1/operations/error-queues", cancellationToken);
        var waiting = answer.Root.Items("items").Sum(queue => queue.Number("count") ?? 0);
        if (answer.Root.Text("unreachable") is { Length: > 0 } away)
        {
            Add("error queues", CheckState.Warning, $"Not asked: {away}.", "Is RabbitMQ up?");
        }
        else if (waiting > 0)
        {
            Add("error queues", CheckState.Warning, $"{waiting.ToString(CultureInfo.InvariantCulture)} messages were given up.",
                "`causeflow operations error-queues list`; docs/runbook.md, Error queues.");
        }
        else
        {
            Add("error queues", CheckState.Ok, "Empty.");
        }
    }
}
