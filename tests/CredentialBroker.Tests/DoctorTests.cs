using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Messaging;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>The broker's side of the permission doctor.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly Broker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Report_ThatClaimsToBeOfAnotherIntegration_CountsForTheOneThatWasTested()
    {
        using var broker = new Broker();
        var tested = await broker.ConnectAsync();
        var other = await broker.ConnectAsync(role: "arn:aws:iam::999999999999:role/r");

        await broker.ReportAsync(tested.Id, claimed: other.Id);

        (await broker.LastTestAsync(tested.Id)).PermissionsPending.ShouldBeFalse();
        (await broker.LastTestAsync(other.Id)).PermissionsPending.ShouldBeTrue();
    }

    [Fact]
    public async Task Connect_StartsATestOverAllRegions_WithoutAnInvestigation()
    {
        var view = await _broker.ConnectAsync();

        view.LastTest!.PermissionsPending.ShouldBeTrue();
        var grant = _broker.Sent<AwsSessionGranted>().ShouldHaveSingleItem();
        grant.Purpose.ShouldBe(LeasePurpose.ConnectionTest);
        grant.InvestigationId.ShouldBeNull();
        grant.Target.Regions.ShouldBe(["eu-west-1", "us-east-1"]);
    }

    [Fact]
    public async Task Redeem_OfATest_HoldsPlannedAndProbeActions_AndNoInvestigationEverDoes()
    {
        await _broker.ConnectAsync();
        var test = _broker.Sent<AwsSessionGranted>().Single();

        var response = (await _broker.RedeemAsync(test.SessionToken)).Response.ShouldNotBeNull();

        var policy = _broker.Sts.Calls.Last().SessionPolicy;
        foreach (var call in AwsPlans.All.Append(AwsExcess.Plan).SelectMany(x => x.Calls))
        {
            policy.ShouldContain($"\"{call.Permission}\"");
            response.CallBudget[call.Permission].ShouldBe(4, "two in each region");
        }

        policy.Length.ShouldBeLessThanOrEqualTo(2048);
        _broker.Sent<SessionRedeemed>().ShouldBeEmpty();
        var decision = await _broker.DecideAsync(_broker.Request());
        await _broker.RedeemAsync(decision!.Grants.Single().SessionToken);
        foreach (var call in AwsExcess.Plan.Calls)
        {
            _broker.Sts.Calls.Last().SessionPolicy.ShouldNotContain(call.Permission);
        }
    }

    [Fact]
    public async Task Report_IsKeptWithTheMissingFirst_AndEndsTheLease()
    {
        var view = await _broker.ConnectAsync();

        (await _broker.ReportAsync(view.Id,
            Result("logs:StopQuery", PermissionOutcome.Missing, false), Result("lambda:ListAliases", PermissionOutcome.Held, false),
            Result("logs:StartQuery", PermissionOutcome.Missing, true), Result("ec2:StopInstances", PermissionOutcome.Excess, false)))
            .ShouldNotBeNull();

        var test = await _broker.LastTestAsync(view.Id);
        test.Ok.ShouldBeFalse();
        test.Reason.ShouldBe(RefusalReason.MissingPermission);
        (test.MissingMandatory, test.MissingOptional, test.Excess).ShouldBe((1, 1, 1));
        test.Permissions!.Select(x => x.Permission)
            .ShouldBe(["logs:StartQuery", "ec2:StopInstances", "logs:StopQuery", "lambda:ListAliases"]);
        test.PermissionsPending.ShouldBeFalse();
        _broker.Actions().ShouldContain("integration.permissions_tested");
        _broker.Actions()[^1].ShouldBe("integration.permissions_tested");
        (await _broker.RedeemAsync(_broker.Sent<AwsSessionGranted>().Single().SessionToken)).Status
            .ShouldBe(RedeemStatus.LeaseClosed);
    }

    [Fact]
    public async Task Test_WhileOneIsOpen_StartsNoSecond()
    {
        var view = await _broker.ConnectAsync();

        await _broker.Get<IntegrationDesk>().TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        _broker.Sent<AwsSessionGranted>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Test_NobodyReports_SaysSoAfterTheLeasesTime()
    {
        var view = await _broker.ConnectAsync();
        _broker.Time.Advance(TimeSpan.FromMinutes(3));

        await _broker.Get<LeaseSweep>().CloseExpiredAsync(CancellationToken.None);

        var test = await _broker.LastTestAsync(view.Id);
        test.Ok.ShouldBeFalse();
        test.Message!.ShouldContain("no collector");
    }

    [Fact]
    public async Task Http_ReportThatArrivesInTime_IsInTheAnswer_AndInTheIntegrationAfterwards()
    {
        await using var host = await BrokerHost.StartAsync(new() { ["Broker:Leases:TestWaitSeconds"] = "20" },
            services => services.AddBusParticipant("doctor", bus => bus.AddConsumer<Doctor>()));
        using var admin = host.Api(Roles.Admin);
        var answer = await admin.PostAsJsonAsync("v1/integrations/aws/connect",
            new { roleArn = Broker.Role, regions = new[] { "eu-west-1" } });

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var connected = await answer.Content.ReadFromJsonAsync<JsonElement>();
        connected.GetProperty("lastTest").GetProperty("missingMandatory").GetInt32().ShouldBe(1);
        var id = connected.GetProperty("id").GetString();
        var tested = await admin.PostAsync($"v1/integrations/{id}/test", null);
        tested.StatusCode.ShouldBe(HttpStatusCode.OK);
        var shown = await admin.GetFromJsonAsync<JsonElement>($"v1/integrations/{id}");
        shown.GetProperty("lastTest").GetProperty("permissions")[0].GetProperty("permission").GetString().ShouldBe("logs:StartQuery");
        var listed = await admin.GetFromJsonAsync<JsonElement>("v1/integrations");
        listed.GetProperty("items")[0].GetProperty("lastTest").TryGetProperty("permissions", out _).ShouldBeFalse();
        var leases = await admin.GetFromJsonAsync<JsonElement>($"v1/integrations/{id}/leases");
        leases.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("purpose").GetString())
            .ShouldBe(["connection_test", "connection_test"]);
    }

    [Fact]
    public async Task Http_NoReportInTime_IsAccepted()
    {
        await using var host = await BrokerHost.StartAsync();
        using var admin = host.Api(Roles.Admin);
        var connected = await (await admin.PostAsJsonAsync("v1/integrations/aws/connect",
            new { roleArn = Broker.Role, regions = new[] { "eu-west-1" } })).Content.ReadFromJsonAsync<JsonElement>();
        var id = connected.GetProperty("id").GetString();

        (await admin.PostAsync($"v1/integrations/{id}/test", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var change = JsonContent.Create(new { regions = new[] { "nowhere" } });
        (await admin.PatchAsync($"v1/integrations/{id}", change)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.PostAsync($"v1/integrations/{id}/rotate-external-id", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.PostAsync($"v1/integrations/{id}/rotate-external-id", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await admin.PostAsync("v1/operations/keys/rotate", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var person = host.Api(Roles.Operator);
        (await person.PostAsync("v1/operations/keys/rotate", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await person.GetAsync("v1/operations/keys")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.GetAsync("v1/integrations/aws/setup?format=terraform")).Content.Headers.ContentType!.MediaType
            .ShouldBe("text/plain");
        (await admin.GetAsync("v1/integrations/aws/setup?format=bicep")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static PermissionResult Result(string permission, PermissionOutcome outcome, bool mandatory) =>
        new() { Permission = permission, Outcome = outcome, Mandatory = mandatory };

    /// <summary>A collector that finds one permission missing.</summary>
    private sealed class Doctor : IConsumer<AwsSessionGranted>
    {
        public Task Consume(ConsumeContext<AwsSessionGranted> context) => context.Publish(new AccessTested
        {
            TenantId = context.Message.TenantId, LeaseId = context.Message.LeaseId,
            IntegrationId = context.Message.IntegrationId, TestedAt = TimeProvider.System.GetUtcNow(),
            Permissions = [Result("logs:StartQuery", PermissionOutcome.Missing, true)],
        });
    }
}
