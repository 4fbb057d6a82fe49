using System.Security.Cryptography;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Custom;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Tests.Deliveries;
using CauseFlow.Ingestion.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Custom;

public sealed class CustomAlertTests : IAsyncDisposable
{
    private const string Secret = "whsec_test";
    private readonly IngestionStore _store = new();

    [Theory]
    [InlineData("""{"title":"a","title":"b"}""")]
    [InlineData("""{"title":1}""")]
    [InlineData("""["title"]""")]
    [InlineData("\"title\"")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"tags":{"a":"b"}}""")]
    public void Parse_NotAnAlert_IsNull(string body) => CustomAlertReader.Parse(Encoding.UTF8.GetBytes(body)).ShouldBeNull();

    [Fact]
    public void Parse_HalfACharacterInMetadata_IsNull()
    {
        CustomAlertReader.Parse([.. """{"title":"a","metadata":{"b":"c"""u8, 0xC3, .. "\"}}"u8]).ShouldBeNull();
        CustomAlertReader.Parse(Encoding.UTF8.GetBytes("""{"title":"a","metadata":{"b":"\ud800"}}""")).ShouldBeNull();
    }

    [Fact]
    public void Parse_DeepNesting_IsNull() =>
        CustomAlertReader.Parse(Encoding.UTF8.GetBytes("{\"metadata\":{\"a\":" + new string('[', 500) + new string(']', 500) + "}}")).ShouldBeNull();

    [Theory]
    [InlineData("""{}""", "title")]
    [InlineData("""{"title":" "}""", "title")]
    [InlineData("{\"title\":\"line\\nbreak\"}", "title")]
    [InlineData("""{"title":"a","severity":"sev1"}""", "severity")]
    [InlineData("""{"title":"a","severity":"High"}""", "severity")]
    [InlineData("""{"title":"a","metadata":{"x":{"y":1}}}""", "metadata")]
    [InlineData("{\"title\":\"a\",\"service\":\"\\u0000\"}", "service")]
    [InlineData("""{"title":"a","tags":[null]}""", "tags")]
    [InlineData("""{"title":"a","sourceAlertId":""}""", "sourceAlertId")]
    [InlineData("""{"title":"a","sourceAlertId":" "}""", "sourceAlertId")]
    [InlineData("""{"title":"a","sourceAlertId":"a-1","state":"OK"}""", "state")]
    [InlineData("""{"title":"a","state":"ok"}""", "sourceAlertId")]
    public void Check_BadField_IsNamed(string body, string field) =>
        CustomAlertReader.Check(CustomAlertReader.Parse(Encoding.UTF8.GetBytes(body))!).Select(error => error.Field).ShouldBe([field]);

    [Fact]
    public void Check_EverythingTooLong_NamesEveryField()
    {
        var alert = new CustomAlert
        {
            Title = new string('x', 201), Description = new string('x', 4_001), SourceAlertId = new string('x', 201),
            Service = new string('x', 101), Environment = new string('x', 101),
            Tags = [.. Enumerable.Range(0, 51).Select(i => $"t{i}")],
        };

        CustomAlertReader.Check(alert).Select(error => error.Field)
            .ShouldBe(["title", "description", "sourceAlertId", "service", "environment", "tags"]);
    }

    [Theory]
    [InlineData("sha256=", true, true)]
    [InlineData("SHA256=", true, false)]
    [InlineData("sha1=", true, false)]
    [InlineData("", true, false)]
    [InlineData("sha256=", false, false)]
    public void Signature_OnlyLowerCaseHexOfTheRawBody_IsValid(string scheme, bool isLowerCase, bool isValid)
    {
        var body = "{\"title\":\"a\"}"u8.ToArray();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body);
        var header = scheme + (isLowerCase ? Convert.ToHexStringLower(hash) : Convert.ToHexString(hash));

        CustomSignature.IsValid(header, body, ["other", Secret]).ShouldBe(isValid);
        CustomSignature.IsValid(header, [.. body, (byte)' '], [Secret]).ShouldBeFalse();
        CustomSignature.IsValid(header, body, []).ShouldBeFalse();
        CustomSignature.IsValid(null, body, [Secret]).ShouldBeFalse();
    }

    [Fact]
    public async Task An_alert_opens_one_incident_with_what_its_sender_says_redacted()
    {
        var alert = new CustomAlert
        {
            Title = "Checkout is down", Description = "ask jane.doe@example.com", Severity = "critical", SourceAlertId = "a-1",
            Service = "checkout", Environment = "production", Tags = ["team:payments", "urgent"],
            Metadata = Parse("""{"title":"x","metadata":{"runbook":"r-1","password":"hunter22","attempt":3}}""").Metadata,
        };

        var accepted = await AcceptAsync(alert);
        accepted.Verdict.ShouldBe(DeliveryVerdict.Accepted);
        accepted.IncidentId.ShouldNotBeNull();

        var fact = (await _store.MessagesAsync<AlarmStateChanged>()).ShouldHaveSingleItem().Alarm;
        (fact.Provider, fact.Name, fact.Severity, fact.Service, fact.Environment)
            .ShouldBe((CloudProvider.Generic, "Checkout is down", IncidentSeverity.Critical, "checkout", "production"));
        fact.Description!.ShouldNotContain("jane.doe");
        fact.Tags!["team"].ShouldBe("payments");
        fact.Tags["metadata.runbook"].ShouldBe("r-1");
        string.Join(' ', fact.Tags.Values).ShouldNotContain("hunter22");
        (await _store.MessagesAsync<InvestigationRequested>()).ShouldHaveSingleItem().IncidentId.ShouldBe(accepted.IncidentId);
    }

    [Fact]
    public async Task A_repeated_id_is_a_duplicate_and_another_alert_of_the_service_joins_its_incident()
    {
        var first = await AcceptAsync(new CustomAlert { Title = "one", SourceAlertId = "a-1", Service = "checkout" });
        var again = await AcceptAsync(new CustomAlert { Title = "one", SourceAlertId = "a-1", Service = "checkout" });
        var other = await AcceptAsync(new CustomAlert { Title = "two", SourceAlertId = "a-2", Service = "checkout" });
        var elsewhere = await AcceptAsync(new CustomAlert { Title = "three", SourceAlertId = "a-3", Service = "search" });

        (again.Verdict, again.IncidentId).ShouldBe((DeliveryVerdict.Duplicate, first.IncidentId));
        (other.Verdict, other.IncidentId).ShouldBe((DeliveryVerdict.Accepted, first.IncidentId));
        elsewhere.IncidentId.ShouldNotBe(first.IncidentId);
    }

    [Fact]
    public async Task An_alert_that_is_over_ends_its_incident_after_the_quiet_time_and_can_come_again()
    {
        var alert = new CustomAlert { Title = "one", SourceAlertId = "a-1", Service = "checkout" };
        var first = await AcceptAsync(alert);

        // Within the same second, and without the service: the end finds its beginning.
        var over = await AcceptAsync(alert with { State = "ok", Service = null });
        (over.Verdict, over.IncidentId).ShouldBe((DeliveryVerdict.Accepted, first.IncidentId));
        var again = await AcceptAsync(alert with { State = "ok" });
        (again.Verdict, again.Reason, again.IncidentId).ShouldBe((DeliveryVerdict.Duplicate, "duplicate_alert", first.IncidentId));
        await _store.Get<DueWorker<GroupResolver>>().RunOnceAsync(default);
        (await _store.MessagesAsync<AlarmGroupResolved>()).ShouldBeEmpty();
        _store.Time.Advance(TimeSpan.FromMinutes(6));
        await _store.Get<DueWorker<GroupResolver>>().RunOnceAsync(default);
        (await _store.MessagesAsync<AlarmGroupResolved>()).ShouldHaveSingleItem().IncidentId.ShouldBe(first.IncidentId);

        _store.Time.Advance(TimeSpan.FromMinutes(30));
        var later = await AcceptAsync(alert with { State = "alarm" });
        later.Verdict.ShouldBe(DeliveryVerdict.Accepted);
        later.IncidentId.ShouldNotBe(first.IncidentId);
        (await _store.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_end_of_an_unknown_alert_belongs_to_no_incident()
    {
        var over = await AcceptAsync(new CustomAlert { Title = "one", SourceAlertId = "a-1", State = "ok" });
        (over.Verdict, over.IncidentId).ShouldBe((DeliveryVerdict.Accepted, null));
        (await _store.ReadAsync(db => db.Groups.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Two_alerts_that_are_decided_in_the_wrong_order_stand_as_they_came()
    {
        var alert = new CustomAlert { Title = "one", SourceAlertId = "a-1" };
        var fires = _store.WithAsync<CustomIntake, CustomOutcome>(intake => intake.AcceptAsync(IngestionStore.Tenant, alert, default));
        var first = await _store.Get<IntakeLog>().Waiting.ReadAsync();
        _store.Time.Advance(TimeSpan.FromMilliseconds(10));
        await AcceptAsync(alert with { State = "ok" });
        await _store.Get<IntakeWriter>().WriteAsync([first], default);
        await _store.DecideAsync();
        (await fires).Decision!.IncidentId.ShouldNotBeNull();
        (await _store.ReadAsync(db => db.Groups.SingleAsync())).QuietSince.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_rotation_shows_the_secret_once_and_the_old_one_overlaps()
    {
        var first = await _store.WithAsync<WebhookRoutes, WebhookAddress>(
            routes => routes.RotateAsync(IngestionStore.Tenant, WebhookRoute.Custom, default));
        var shown = await _store.WithAsync<WebhookRoutes, WebhookAddress>(
            routes => routes.CurrentAsync(IngestionStore.Tenant, WebhookRoute.Custom, default));
        var second = await _store.WithAsync<WebhookRoutes, WebhookAddress>(
            routes => routes.RotateAsync(IngestionStore.Tenant, WebhookRoute.Custom, default));

        (shown.SigningSecret, shown.RouteKey).ShouldBe((null, null));
        shown.Url.ShouldEndWith($"/v1/webhooks/{IngestionStore.Tenant}/custom");
        first.SigningSecret.ShouldNotBe(second.SigningSecret);
        (await SecretsAsync()).ShouldBe([second.SigningSecret!, first.SigningSecret!]);
        _store.Time.Advance(TimeSpan.FromHours(25));
        (await SecretsAsync()).ShouldBe([second.SigningSecret!]);
        (await _store.ReadAsync(db => db.Routes.Select(route => route.KeyHash).ToListAsync()))
            .ShouldAllBe(hash => !hash.Contains("whsec_", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static CustomAlert Parse(string body) => CustomAlertReader.Parse(Encoding.UTF8.GetBytes(body))!;

    private Task<IReadOnlyList<string>> SecretsAsync() => _store.WithAsync<WebhookRoutes, IReadOnlyList<string>>(
        routes => routes.SigningSecretsAsync(IngestionStore.Tenant, default));

    /// <summary>
    /// Writer and decider are run by the test, as the store has no host; the clock stands still meanwhile.
    /// </summary>
    private async Task<Decision> AcceptAsync(CustomAlert alert)
    {
        var accepting = _store.WithAsync<CustomIntake, CustomOutcome>(intake => intake.AcceptAsync(IngestionStore.Tenant, alert, default));
        var item = await _store.Get<IntakeLog>().Waiting.ReadAsync();
        await _store.Get<IntakeWriter>().WriteAsync([item], default);
        await _store.DecideAsync();
        return (await accepting).Decision!;
    }
}
