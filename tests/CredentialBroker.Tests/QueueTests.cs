using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Queues;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>A queue of alarms: off until an admin names one, lent spell after spell, on that one queue alone.</summary>
public sealed class QueueTests : IDisposable
{
    private const string Queue = "arn:aws:sqs:eu-west-1:123456789012:causeflow-intake";
    private readonly Broker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task It_is_off_until_an_admin_names_a_queue_and_shows_the_only_write()
    {
        var view = await _broker.ConnectAsync();
        view.Intake.ShouldBeNull();
        (await StartAsync()).ShouldBe(0);

        var named = (await NameAsync(view.Id, Queue)).Intake.ShouldNotBeNull();

        named.QueueArn.ShouldBe(Queue);
        named.Policy.ShouldNotBeNull().ToJsonString().ShouldBe(
            """{"Version":"2012-10-17","Statement":[{"Sid":"CauseFlowIntake","Effect":"Allow","Action":["sqs:DeleteMessage","sqs:GetQueueAttributes","sqs:ReceiveMessage"],"Resource":"arn:aws:sqs:eu-west-1:123456789012:causeflow-intake"}]}""");
        (await StartAsync()).ShouldBe(1);
        _broker.Actions().ShouldContain("integration.intake_on");
        var target = Granted().ShouldHaveSingleItem().Target;
        (target.Regions.Single(), target.Resources.Single().Id, target.Resources.Single().Name).ShouldBe(("eu-west-1", Queue, "causeflow-intake"));
    }

    [Fact]
    public async Task A_spell_is_bound_to_the_queue()
    {
        await NameAsync((await _broker.ConnectAsync()).Id, Queue);
        await StartAsync();

        (await _broker.RedeemAsync(Granted().Single().SessionToken)).Response.ShouldNotBeNull();

        var policy = _broker.Sts.Calls.Last().SessionPolicy;
        policy.ShouldContain($"\"Resource\":\"{Queue}\"");
        policy.ShouldContain("\"Action\":[\"sqs:DeleteMessage\",\"sqs:GetQueueAttributes\",\"sqs:ReceiveMessage\"]");
    }

    [Fact]
    public async Task Spells_overlap_so_that_the_queue_is_never_left()
    {
        await NameAsync((await _broker.ConnectAsync()).Id, Queue);
        await StartAsync();
        _broker.Time.Advance(TimeSpan.FromMinutes(10));
        (await StartAsync()).ShouldBe(1);

        Granted()[0].ExpiresAt.ShouldBeGreaterThan(_broker.Time.GetUtcNow());
    }

    [Fact]
    public async Task What_a_spell_took_is_shown_and_one_that_failed_is_tried_again_soon()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await NameAsync(id, Queue);
        await StartAsync();
        await EndAsync(Granted()[^1], taken: 7, refused: 1, null);
        (await StartAsync()).ShouldBe(0, "the next one comes with its time");
        _broker.Time.Advance(TimeSpan.FromMinutes(10));
        await StartAsync();
        await EndAsync(Granted()[^1], taken: 2, refused: 0, RefusalReason.MissingPermission);

        var intake = (await ViewAsync(id)).Intake.ShouldNotBeNull();
        (intake.Taken, intake.Refused, intake.Reason).ShouldBe((9, 1, RefusalReason.MissingPermission));
        _broker.Time.Advance(TimeSpan.FromSeconds(30));
        (await StartAsync()).ShouldBe(1);
        await EndAsync(Granted()[^1], taken: 0, refused: 0, null);
        (await ViewAsync(id)).Intake!.Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_queue_what_was_lent_ends()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await NameAsync(id, Queue);
        await StartAsync();

        (await NameAsync(id, "")).Intake.ShouldBeNull();

        _broker.Sent<LeaseClosed>().ShouldContain(closed => closed.LeaseId == Granted().Single().LeaseId);
        _broker.Time.Advance(TimeSpan.FromHours(1));
        (await StartAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:210987654321:causeflow-intake")]
    [InlineData("arn:aws-cn:sqs:cn-north-1:123456789012:causeflow-intake")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:causeflow.fifo")]
    [InlineData("arn:aws:sqs:nowhere:123456789012:causeflow")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:*")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/causeflow-intake")]
    public void A_queue_of_another_account_or_form_is_refused(string queue) =>
        ConnectAwsValidation.Check(new ChangeIntegrationRequest { IntakeQueueArn = queue }, "aws", "123456789012")
            .ShouldHaveSingleItem().Field.ShouldBe("intakeQueueArn");

    private Task<int> StartAsync() => _broker.Get<QueueLending>().StartDueAsync(default);

    private List<AwsSessionGranted> Granted() =>
        [.. _broker.Sent<AwsSessionGranted>().Where(grant => grant.Purpose == LeasePurpose.Intake)];

    private async Task<IntegrationView> NameAsync(string id, string queue) => (await _broker.Get<ChangeDesk>().ChangeAsync(
        Broker.Tenant, "admin", id, new ChangeIntegrationRequest { IntakeQueueArn = queue }, default))!.Integration.ShouldNotBeNull();

    private async Task<IntegrationView> ViewAsync(string id)
    {
        await using var db = _broker.NewContext();
        return IntegrationView.Of(await db.Integrations.SingleAsync(x => x.Id == id), _broker.Time.GetUtcNow());
    }

    private async Task EndAsync(AwsSessionGranted grant, int taken, int refused, RefusalReason? reason)
    {
        await using var scope = _broker.Scope();
        await scope.ServiceProvider.GetRequiredService<QueueReports>().ApplyAsync(new QueueIntakeEnded
        {
            TenantId = grant.TenantId, IntegrationId = grant.IntegrationId, LeaseId = grant.LeaseId, Received = taken + refused,
            Taken = taken, Refused = refused, Reason = reason, EndedAt = _broker.Time.GetUtcNow(),
        }, default);
        await scope.ServiceProvider.GetRequiredService<BrokerDbContext>().SaveChangesAsync();
    }
}
