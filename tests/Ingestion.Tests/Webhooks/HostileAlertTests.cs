using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Tests.AzureMonitor;
using CauseFlow.Ingestion.Tests.GcpMonitoring;
using CauseFlow.Ingestion.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Webhooks;

/// <summary>
/// Every class of hostile post to the webhooks of Azure Monitor and Cloud Monitoring. Each case differs from an
/// acceptable one in one thing only, so that only the check named by the code can refuse it.
/// </summary>
public sealed class HostileAlertTests(HostileAlertTests.Host shared) : IClassFixture<HostileAlertTests.Host>
{
    private const string Azure = WebhookRoute.AzureMonitor;
    private const string Gcp = WebhookRoute.GcpMonitoring;

    /// <summary>Cases of both.</summary>
    private static readonly Dictionary<string, Case> Both = new(StringComparer.Ordinal)
    {
        // The password.
        ["no password"] = Unproven(_ => null),
        ["password of the other webhook"] = Unproven(s => WebhookHost.Basic(s.OtherPassword)),
        ["password in another case"] = Unproven(s => WebhookHost.Basic(s.Password.ToUpperInvariant())),
        ["cut password"] = Unproven(s => WebhookHost.Basic(s.Password[..^1])),
        ["longer password"] = Unproven(s => WebhookHost.Basic(s.Password + "a")),
        ["empty password"] = Unproven(_ => WebhookHost.Basic("")),
        ["route key as password"] = Unproven(s => WebhookHost.Basic(s.RouteKey)),
        ["password as name"] = Unproven(s => WebhookHost.Basic("", s.Password)),
        ["password without a name and colon"] = Unproven(
            s => "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(s.Password))),
        ["password as bearer"] = Unproven(s => $"Bearer {s.Password}"),
        ["password in the clear"] = Unproven(s => $"Basic causeflow:{s.Password}"),
        ["no base64"] = Unproven(_ => "Basic %%%"),
        ["nothing after the scheme"] = Unproven(_ => "Basic"),
        ["a long header"] = Unproven(_ => "Basic " + new string('A', 8000)),
        ["a null after the password"] = Unproven(s => WebhookHost.Basic(s.Password + "\0")),

        // Encodings.
        ["byte order mark"] = new("malformed", 400, s => [.. Encoding.UTF8.Preamble, .. s.Alert()]),
        ["utf-16"] = new("malformed", 400, s => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(s.Alert()))),
        ["byte that is no utf-8"] = new("malformed", 400, s => s.WithName([0xFF])),
        ["overlong slash"] = new("malformed", 400, s => s.WithName([0xC0, 0xAF])),
        ["lone surrogate, escaped"] = new("malformed", 400, s => s.WithName([.. "\\ud800"u8])),
        ["compressed"] = new("malformed", 400, s => Compressed(s.Alert())),

        // Forms.
        ["nothing"] = new("malformed", 400, _ => []),
        ["no json"] = new("malformed", 400, _ => "alert=1"u8.ToArray()),
        ["an array"] = new("malformed", 400, s => [.. "["u8, .. s.Alert(), .. "]"u8]),
        ["a text"] = new("malformed", 400, _ => "\"alert\""u8.ToArray()),
        ["two documents"] = new("malformed", 400, s => [.. s.Alert(), .. s.Alert()]),
        ["a comment"] = new("malformed", 400, s => [.. "/**/"u8, .. s.Alert()]),
        ["a member twice"] = new("malformed", 400, s => s.Inserted("\"x\":1,\"x\":2,")),
        ["a member twice, escaped"] = new("malformed", 400, s => s.Inserted("\"x\":1,\"\\u0078\":2,")),
        ["an empty object"] = new("unsupported_schema", 400, _ => "{}"u8.ToArray()),
        ["an alert of the custom webhook"] = new("unsupported_schema", 400, _ => "{\"title\":\"x\"}"u8.ToArray()),

        // Bombs.
        ["nesting"] = new("malformed", 400, _ => Encoding.ASCII.GetBytes(new string('[', 100_000))),
        ["nesting in an unread member"] = new("malformed", 400,
            s => s.Inserted($"\"x\":{new string('[', 40)}{new string(']', 40)},")),
        ["size"] = new("too_large", 413, s => s.Inserted($"\"x\":\"{new string('x', 256 * 1024)}\",")),
    };

    private static readonly Dictionary<string, Case> OfAzure = new(StringComparer.Ordinal)
    {
        ["the schema of one kind of alert"] = Azured("unsupported_schema", a => a["schemaId"] = "AzureMonitorMetricAlert"),
        ["no data"] = Azured("unsupported_schema", a => a.Remove("data")),
        ["essentials as text"] = Azured("unsupported_schema", a => a["data"]!["essentials"] = "x"),
        ["no id"] = AzureId(null),
        ["id of no subscription"] = AzureId("/providers/Microsoft.AlertsManagement/alerts/a"),
        ["id of a bad subscription"] = AzureId("/subscriptions/me/providers/x/alerts/a"),
        ["id with a query"] = AzureId(AzureAlerts.AlertId("a?x=y")),
        ["id with a fragment"] = AzureId(AzureAlerts.AlertId("a#x")),
        ["id with an escape"] = AzureId(AzureAlerts.AlertId("a%2f..")),
        ["id with a line"] = AzureId(AzureAlerts.AlertId("a\nb")),
        ["id with a double slash"] = AzureId(AzureAlerts.AlertId("/a")),
        ["id with a backslash"] = AzureId(AzureAlerts.AlertId("\\a")),
        ["id of another host"] = AzureId("https://evil.example" + AzureAlerts.AlertId("a")),
        ["very long id"] = AzureId(AzureAlerts.AlertId(new string('a', 3000))),
        ["no rule"] = Azured("invalid_alert", a => a.Essentials().Remove("alertRule")),
        ["unknown condition"] = Azured("invalid_alert", a => a.Essentials()["monitorCondition"] = "Acknowledged"),
        ["condition as a number"] = Azured("invalid_alert", a => a.Essentials()["monitorCondition"] = 1),
        ["no time"] = Azured("invalid_alert", a => a.Essentials().Remove("firedDateTime")),
        ["no such time"] = Azured("invalid_alert", a => a.Essentials()["firedDateTime"] = "2026-02-30T00:00:00Z"),
        ["an end before the beginning"] = Azured("invalid_alert", a =>
        {
            a.Essentials()["monitorCondition"] = "Resolved";
            a.Essentials()["resolvedDateTime"] = "2019-03-22T14:03:16Z";
        }),
    };

    private static readonly Dictionary<string, Case> OfGcp = new(StringComparer.Ordinal)
    {
        ["no incident"] = Gcped("unsupported_schema", n => n.Remove("incident")),
        ["incident as text"] = Gcped("unsupported_schema", n => n["incident"] = "x"),
        ["no id"] = GcpId(null),
        ["id with a slash"] = GcpId("a/../b"),
        ["id with a line"] = GcpId("a\nb"),
        ["id as a number"] = GcpId(5),
        ["very long id"] = GcpId(new string('a', 101)),
        ["unknown state"] = Gcped("invalid_alert", n => n.Incident()["state"] = "acknowledged"),
        ["no state"] = Gcped("invalid_alert", n => n.Incident().Remove("state")),
        ["no name"] = Gcped("invalid_alert", n =>
        {
            n.Incident().Remove("policy_name");
            n.Incident()["condition_name"] = " ";
        }),
        ["no project"] = Gcped("invalid_alert", n =>
        {
            n.Incident()["scoping_project_id"] = "../shop";
            n.Incident().Remove("condition");
            n.Incident().Remove("resource");
        }),
        ["an end before the beginning"] = Gcped("invalid_alert", n =>
        {
            n.Incident()["state"] = "closed";
            n.Incident()["ended_at"] = 1_500_000_000;
        }),
    };

    public static TheoryData<string, string> Names { get; } = NamesOf();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_post_is_refused_by_the_one_check_and_counted(string provider, string name)
    {
        var target = shared.Of(provider);
        var hostile = Both.GetValueOrDefault(name) ?? (provider == Azure ? OfAzure : OfGcp)[name];
        var before = await shared.RejectedAsync(provider, hostile.Code);
        var taken = await shared.TakenAsync();

        var authorization = hostile.Authorization is null
            ? WebhookHost.Basic(target.Password) : hostile.Authorization(target);
        var answer = await shared.Web.PostAsync(target.Url, hostile.Body(target), authorization);

        ((int)answer.StatusCode).ShouldBe(hostile.Status);
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>();
        error.GetProperty("error").GetString().ShouldBe(hostile.Code);
        (answer.Headers.WwwAuthenticate.Count > 0).ShouldBe(hostile.Status == 401);
        (await shared.RejectedAsync(provider, hostile.Code)).ShouldBe(before + 1);
        (await shared.TakenAsync()).ShouldBe(taken);
    }

    [Theory]
    [InlineData(Azure)]
    [InlineData(Gcp)]
    public async Task An_address_that_does_not_exist_writes_nothing_whatever_the_password(string provider)
    {
        var target = shared.Of(provider);
        var rows = await shared.Web.ReadAsync(db => db.Deliveries.SumAsync(row => row.Count));
        string[] addresses =
        [
            target.Url[..^1] + (target.Url[^1] == 'a' ? 'b' : 'a'), target.Url[..^26] + target.OtherRouteKey,
            target.Url.Replace(provider, provider == Azure ? Gcp : Azure, StringComparison.Ordinal),
            target.Url.Replace(WebhookHost.Tenant, "ten_01JNBBBBBBBBBBBBBBBBBBBBBB", StringComparison.Ordinal),
        ];
        foreach (var address in addresses)
        {
            (await shared.Web.PostAsync(address, target.Alert(), WebhookHost.Basic(target.Password)))
                .StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound, address);
        }

        (await shared.Web.ReadAsync(db => db.Deliveries.SumAsync(row => row.Count))).ShouldBe(rows);
    }

    private static TheoryData<string, string> NamesOf()
    {
        var names = new TheoryData<string, string>();
        foreach (var name in Both.Keys)
        {
            names.Add(Azure, name);
            names.Add(Gcp, name);
        }

        foreach (var name in OfAzure.Keys)
        {
            names.Add(Azure, name);
        }

        foreach (var name in OfGcp.Keys)
        {
            names.Add(Gcp, name);
        }

        return names;
    }

    private static Case Unproven(Func<Target, string?> authorization) =>
        new("bad_password", 401, target => target.Alert(), authorization);

    private static Case Azured(string code, Action<JsonObject> change) => Changed(code, change);

    private static Case Gcped(string code, Action<JsonObject> change) => Changed(code, change);

    private static Case Changed(string code, Action<JsonObject> change) => new(code, 400, target =>
    {
        var alert = JsonNode.Parse(target.Alert())!.AsObject();
        change(alert);
        return alert.Bytes();
    });

    private static Case AzureId(string? id) => Azured("invalid_alert", alert => alert.Essentials()["alertId"] = id);

    private static Case GcpId(JsonNode? id) =>
        Gcped("invalid_alert", notification => notification.Incident()["incident_id"] = id?.DeepClone());

    private static byte[] Compressed(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return buffer.ToArray();
    }

    private sealed record Case(
        string Code, int Status, Func<Target, byte[]> Body, Func<Target, string?>? Authorization = null);

    /// <summary>One of the two webhooks, and an alert that it takes.</summary>
    public sealed record Target(string Url, string Password, string OtherPassword, string OtherRouteKey, Func<byte[]> Alert)
    {
        private const string Name = "checkout";

        public string RouteKey => Url[^26..];

        /// <summary>Bytes in the middle of a name that is read.</summary>
        public byte[] WithName(byte[] bytes)
        {
            var alert = Encoding.UTF8.GetString(Alert());
            var at = alert.IndexOf(alert.Contains("alertRule", StringComparison.Ordinal)
                ? "\"checkout is slow\"" : "\"checkout 5xx\"", StringComparison.Ordinal) + 1 + Name.Length;
            return [.. Encoding.UTF8.GetBytes(alert[..at]), .. bytes, .. Encoding.UTF8.GetBytes(alert[at..])];
        }

        public byte[] Inserted(string member) => [.. "{"u8, .. Encoding.UTF8.GetBytes(member), .. Alert().AsSpan(1)];
    }

    public sealed class Host : IAsyncLifetime
    {
        private readonly Dictionary<string, Target> _targets = new(StringComparer.Ordinal);

        public WebhookHost Web { get; } = new();

        public Target Of(string provider) => _targets[provider];

        public async ValueTask InitializeAsync()
        {
            await Web.InitializeAsync();
            await Web.ConnectAsync(CloudProvider.Azure, AzureAlerts.Subscription);
            await Web.ConnectAsync(CloudProvider.Gcp, GcpIncidents.Project);
            var azure = await Web.RotateAsync(Azure);
            var gcp = await Web.RotateAsync(Gcp);
            _targets[Azure] = new Target(azure.Url, azure.Password, gcp.Password, gcp.Url[^26..],
                () => AzureAlerts.Metric("a", fired: true, Web.Now).Bytes());
            _targets[Gcp] = new Target(gcp.Url, gcp.Password, azure.Password, azure.Url[^26..],
                () => GcpIncidents.Run("a", open: true, Web.Now).Bytes());
        }

        public Task<int> RejectedAsync(string provider, string code) => Web.ReadAsync(db => db.Deliveries
            .Where(row => row.Verdict == DeliveryVerdict.Rejected && row.Reason == code && row.Provider == provider)
            .SumAsync(row => row.Count));

        public Task<int> TakenAsync() =>
            Web.ReadAsync(db => db.Deliveries.CountAsync(row => row.Verdict != DeliveryVerdict.Rejected));

        public ValueTask DisposeAsync() => Web.DisposeAsync();
    }
}
