using System.Net;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Passes;
using CauseFlow.Investigations.Retention;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests;

public sealed class ErasureTests : IAsyncLifetime
{
    private readonly string integration = Ids.New("int", TimeProvider.System);
    private readonly Flow flow = new();
    private CaseHost host = null!;

    [Fact]
    public async Task Erase_TakesTheEvidenceOfTheIntegrationAndLeavesTheVerdict()
    {
        var other = new Flow("2");
        await host.DeliverAsync([.. flow.All, .. other.All]);
        await GiveAsync(flow.InvestigationId);

        var erased = await EraseAsync(integration);

        erased.ShouldBe(new ErasedEvidence(1, 0, 0));
        (await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/export", Flow.Tenant)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await host.SendAsync(HttpMethod.Get, $"/v1/evidence/{flow.Id("change")}", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("/v1/triage/inc_1/evidence"))["count"]!.GetValue<int>().ShouldBe(0);
        (await GetAsync("/v1/investigation/inc_1"))["rootCause"]!["changeId"]!.GetValue<string>().ShouldBe(flow.Id("change"));
        (await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_2/export", Flow.Tenant)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await host.WithAsync(async scope =>
        {
            var db = scope.GetRequiredService<InvestigationsDbContext>();
            (await db.Parts.AnyAsync(part => part.InvestigationId == flow.InvestigationId)).ShouldBeFalse();
            (await db.Verdicts.SingleAsync(verdict => verdict.InvestigationId == flow.InvestigationId)).Case.ShouldBeNull();
        });
        (await EraseAsync(integration)).ShouldBe(new ErasedEvidence(0, 0, 0));
    }

    [Fact]
    public async Task Erase_WhatHasNotEnded_IsLeftAndSaid()
    {
        await host.DeliverAsync([.. flow.All.SkipLast(1)]);
        await GiveAsync(flow.InvestigationId);

        (await EraseAsync(integration)).ShouldBe(new ErasedEvidence(0, 0, 1));
    }

    [Fact]
    public async Task Erase_WhatComesAfterwards_IsNotStored()
    {
        await host.DeliverAsync(flow.All);
        await GiveAsync(flow.InvestigationId);
        await EraseAsync(integration);

        await host.DeliverAsync([flow.Logs(7), flow.Completed("changes")]);

        await host.WithAsync(async scope =>
        {
            var db = scope.GetRequiredService<InvestigationsDbContext>();
            (await db.Parts.CountAsync()).ShouldBe(0);
            var row = await db.Investigations.SingleAsync();
            (await scope.GetRequiredService<VerdictDesk>().JudgeAgainAsync(row, default)).ShouldBeNull("the verdict stays as it was");
        });
    }

    [Fact]
    public async Task Erase_OfAnotherTenantOrWithoutTheRole_DoesNothing()
    {
        await host.DeliverAsync(flow.All);
        await GiveAsync(flow.InvestigationId);
        var path = $"/v1/integrations/{integration}/evidence";

        (await host.SendAsync(HttpMethod.Delete, path, Flow.Tenant)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.SendAsync(HttpMethod.Delete, path, "ten_2", role: Roles.Admin)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Delete, "/v1/integrations/x/evidence", Flow.Tenant, role: Roles.Admin)).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);

        (await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/export", Flow.Tenant)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public async ValueTask InitializeAsync() => host = await CaseHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>The flow's integration has a short name; an address needs a real id.</summary>
    private Task GiveAsync(string investigationId) => host.WithAsync(async scope =>
    {
        var db = scope.GetRequiredService<InvestigationsDbContext>();
        await db.Parts.Where(part => part.InvestigationId == investigationId)
            .ExecuteUpdateAsync(set => set.SetProperty(part => part.IntegrationId, integration));
        var access = await db.Accesses.SingleAsync(row => row.InvestigationId == investigationId);
        db.Accesses.Add(new AccessRow
        {
            TenantId = access.TenantId, InvestigationId = investigationId, Pass = access.Pass, IntegrationId = integration, Access = access.Access,
        });
    });

    private async Task<ErasedEvidence> EraseAsync(string id)
    {
        var answer = await host.SendAsync(HttpMethod.Delete, $"/v1/integrations/{id}/evidence", Flow.Tenant, role: Roles.Admin);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return System.Text.Json.JsonSerializer.Deserialize<ErasedEvidence>(
            await answer.Content.ReadAsStringAsync(), ContractJson.Options)!;
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(
        await (await host.SendAsync(HttpMethod.Get, path, Flow.Tenant)).Content.ReadAsStringAsync())!;
}
