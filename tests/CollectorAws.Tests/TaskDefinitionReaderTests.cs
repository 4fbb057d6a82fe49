using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

public sealed class TaskDefinitionReaderTests
{
    [Fact]
    public async Task A_revision_is_read_once()
    {
        var ecs = new FakeEcs(name => new EcsTaskDefinition { Family = "web", Revision = 2 });
        var sut = CreateSut(ecs);

        await sut.FindAsync("web:2", TestContext.Current.CancellationToken);
        await sut.FindAsync("arn:aws:ecs:eu-west-1:1:task-definition/web:2", TestContext.Current.CancellationToken);

        ecs.Asked.ShouldBe(["web:2"]);
        sut.Row().ShouldNotBeNull().Outcome.ShouldBe(CoverageOutcome.Complete);
    }

    [Fact]
    public async Task A_deleted_revision_makes_the_source_partial_and_not_failed()
    {
        var sut = CreateSut(new FakeEcs(_ => throw new PermanentCollectionException(
            RefusalReason.ProviderError, "Unable to describe task definition.", "…") { ProviderCode = "ClientException" }));

        (await sut.FindAsync("web:1", TestContext.Current.CancellationToken)).ShouldBeNull();

        var row = sut.Row().ShouldNotBeNull();
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail.ShouldNotBeNull().ShouldContain("web:1 cannot be described any more");
    }

    [Fact]
    public async Task A_denial_names_the_permission()
    {
        var sut = CreateSut(new FakeEcs(_ => throw new PermanentCollectionException(
            RefusalReason.MissingPermission, "denied", "add it") { MissingPermission = "ecs:DescribeTaskDefinition" }));

        await sut.FindAsync("web:1", TestContext.Current.CancellationToken);

        sut.Row().ShouldNotBeNull().MissingPermission.ShouldBe("ecs:DescribeTaskDefinition");
    }

    private static TaskDefinitionReader CreateSut(FakeEcs ecs) => new(
        ecs,
        new CollectionContext
        {
            TenantId = "ten", InvestigationId = "inv", IntegrationId = "int", Account = "1", Region = "eu-west-1",
            Target = new CollectionTarget { Resources = [], Accounts = ["1"], Regions = ["eu-west-1"] },
            Window = new InvestigationWindow { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch.AddHours(1), Baselines = [] },
            Calls = new CallBudget(new Dictionary<string, int>(), 0).MeterFor("ecs"),
            Redactor = new Redactor(), Ids = new EvidenceIds("ten", "inv", "int", "eu-west-1"), Time = TimeProvider.System,
        },
        AwsPlans.Ecs);
}
