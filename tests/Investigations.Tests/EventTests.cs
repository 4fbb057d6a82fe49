using System.Net;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests;

public sealed class EventTests : IAsyncLifetime
{
    private readonly Flow flow = new();
    private CaseHost host = null!;

    [Fact]
    public async Task A_stream_shows_what_was_and_what_comes_and_resumes_where_it_broke_off()
    {
        await host.DeliverAsync([flow.Alarm()]);
        List<(long Id, string Kind)> seen = [];
        using (var stream = await host.OpenAsync("/v1/incidents/inc_1/events"))
        {
            seen.AddRange([await stream.NextAsync(), await stream.NextAsync()]);
            await host.DeliverAsync([flow.Requested()]);
            seen.Add(await stream.NextAsync());
        }

        seen.Select(step => step.Kind).ShouldBe(["incident_opened", "alarm_state_changed", "investigation_requested"]);
        await host.DeliverAsync([flow.Access()]);
        using var resumed = await host.OpenAsync("/v1/incidents/inc_1/events", $"{seen[1].Id}");
        (await resumed.NextAsync()).ShouldBe(seen[2]);
        (await resumed.NextAsync()).Kind.ShouldBe("access_granted");
    }

    [Fact]
    public async Task A_step_of_another_replica_is_found_by_looking()
    {
        await host.DeliverAsync([flow.Alarm()]);
        using var stream = await host.OpenAsync("/v1/incidents/inc_1/events");
        await stream.NextAsync();
        await stream.NextAsync();

        // Past the desks there is no signal, as when another process has written it.
        await host.WithAsync(scope => scope.GetRequiredService<InvestigationsDbContext>().Database.ExecuteSqlAsync(
            $"""
            insert into timeline (TenantId, IncidentId, At, Kind, Text)
            values ({Flow.Tenant}, 'inc_1', 0, 'waiting', 'x')
            """));

        (await stream.NextAsync()).Kind.ShouldBe("waiting");
    }

    [Fact]
    public async Task A_silent_stream_sends_comments_and_a_tenant_has_only_so_many_streams()
    {
        await host.DeliverAsync([flow.Alarm()]);
        using var first = await host.OpenAsync("/v1/incidents/inc_1/events");
        (await first.CommentAsync("still here")).ShouldBeTrue();
        using (await host.OpenAsync("/v1/incidents/inc_1/events"))
        {
            var refused = await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/events", Flow.Tenant);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!.GetValue<string>()
                .ShouldBe("too_many_streams");
            await host.DeliverAsync([new Flow(tenant: "ten_2").Alarm()]);
            using var theirs = await host.OpenAsync("/v1/incidents/inc_1/events", tenant: "ten_2");
            theirs.Status.ShouldBe(HttpStatusCode.OK, "another tenant's places are its own");
        }

        // The server notices a client that has gone when it writes next.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        HttpStatusCode status;
        do
        {
            using var again = await host.OpenAsync("/v1/incidents/inc_1/events");
            status = again.Status;
        }
        while (status != HttpStatusCode.OK && await timer.WaitForNextTickAsync(limit.Token));
        status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_a_restart_of_the_service_a_stream_resumes_where_it_broke_off()
    {
        await host.DeliverAsync([flow.Alarm()]);
        (long Id, string Kind) last;
        using (var stream = await host.OpenAsync("/v1/incidents/inc_1/events"))
        {
            await stream.NextAsync();
            last = await stream.NextAsync();
        }

        await host.RestartAsync();
        await host.DeliverAsync([flow.Requested()]);

        using var resumed = await host.OpenAsync("/v1/incidents/inc_1/events", $"{last.Id}");
        (await resumed.NextAsync()).Kind.ShouldBe("investigation_requested");
        await host.DeliverAsync([flow.Access()]);
        (await resumed.NextAsync()).Kind.ShouldBe("access_granted");
    }

    [Fact]
    public async Task The_same_incident_id_of_two_tenants_is_two_streams()
    {
        var theirs = new Flow(tenant: "ten_2");
        await host.DeliverAsync([flow.Alarm(), theirs.Alarm()]);
        using var stream = await host.OpenAsync("/v1/incidents/inc_1/events");
        List<(long Id, string Kind)> seen = [await stream.NextAsync(), await stream.NextAsync()];

        await host.DeliverAsync([theirs.Requested(), theirs.Access(), flow.Alarm(AlarmState.Ok, 20)]);

        var next = await stream.NextAsync();
        next.Kind.ShouldBe("alarm_state_changed", "what the other tenant's case went through is not in this stream");
        await host.WithAsync(async scope =>
        {
            long[] ids = [.. seen.Select(step => step.Id), next.Id];
            (await scope.GetRequiredService<InvestigationsDbContext>().Timeline.Where(step => ids.Contains(step.Seq))
                .Select(step => step.TenantId).Distinct().ToListAsync()).ShouldBe([Flow.Tenant]);
        });
    }

    [Fact]
    public async Task A_stream_of_another_tenant_or_with_a_foreign_id_is_refused()
    {
        await host.DeliverAsync([flow.Alarm()]);

        (await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/events", "ten_2")).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        using var refused = await host.OpenAsync("/v1/incidents/inc_1/events", "seven");
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    public async ValueTask InitializeAsync() => host = await CaseHost.StartAsync(new()
    {
        ["Investigations:MaxStreamsPerTenant"] = "2",
        ["Investigations:StreamCommentSeconds"] = "1",
        ["Investigations:StreamPollMilliseconds"] = "200",
    });

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
