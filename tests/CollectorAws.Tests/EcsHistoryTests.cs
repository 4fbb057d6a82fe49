using System.Text.Json;
using CauseFlow.Collection.Environments;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Sources;

namespace CauseFlow.CollectorAws.Tests;

public sealed class EcsHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly EnvironmentHasher _hasher = new();

    [Fact]
    public void Rollouts_RolledBack_AreToldByTheTasksThatFailed()
    {
        var rollouts = EcsHistory.Rollouts(
            [Deployment("ecs-svc/3", "web:1", -5)],
            [Task("ecs-svc/2", "web:2", -9, "EssentialContainerExited"), Task("ecs-svc/2", "web:2", -8, "EssentialContainerExited")]);

        rollouts.Select(rollout => (rollout.Id, rollout.Revision)).ShouldBe([("ecs-svc/2", "web:2"), ("ecs-svc/3", "web:1")]);
        rollouts[0].At.ShouldBe(Now.AddMinutes(-9));
        rollouts[0].UncertaintySeconds.ShouldBe(60);
    }

    [Fact]
    public void Rollouts_OfTasksThatWereOnlyReplaced_AreNotTold() => EcsHistory.Rollouts(
            [Deployment("ecs-svc/3", "web:3", -5)], [Task("ecs-svc/2", "web:2", -20, "ServiceSchedulerInitiated")])
        .Select(rollout => rollout.Revision).ShouldBe(["web:3"]);

    [Fact]
    public void Differences_OfSeveralContainers_NameTheContainer()
    {
        var before = Definition(1, """{"name":"web","image":"web:1","portMappings":[{"containerPort":80}]},{"name":"proxy","image":"p:1"}""");
        var after = Definition(2, """
            {"name":"web","image":"web:1","portMappings":[{"containerPort":8080}],"command":["serve"],
            "secrets":[{"name":"KEY","valueFrom":"arn:x"}]},{"name":"proxy","image":"p:2"}
            """);

        var differences = TaskDefinitionDifferences.Between(before, after, new Redactor());

        differences.Select(d => $"{d.Field} {d.Before} {d.After}").ShouldBe(
        [
            "containers.web.command  serve", "containers.web.portMappings 80/tcp 8080/tcp", "containers.web.secrets.KEY  arn:x",
            "containers.proxy.image p:1 p:2",
        ]);
    }

    [Fact]
    public void Differences_HoldNoEnvironmentValueAndNoTokenOfALogDriver()
    {
        var before = Definition(1, Container("one-value-canary", "one-token-canary", "/ecs/a"));
        var after = Definition(2, Container("another-value-canary", "another-token-canary", "/ecs/b"));

        var text = JsonSerializer.Serialize(TaskDefinitionDifferences.Between(before, after, new Redactor()));

        text.ShouldNotContain("canary");
        text.ShouldContain("env.OWNER");
        text.ShouldContain("logConfiguration.awslogs-group");

        static string Container(string value, string token, string group) => $$"""
            {"name":"web","environment":[{"name":"OWNER","value":"{{value}}"}],"logConfiguration":{"logDriver":"awslogs",
            "options":{"awslogs-group":"{{group}}","splunk-token":"{{token}}"} } }
            """;
    }

    [Theory]
    [InlineData("TaskFailedToStart", null, true)]
    [InlineData("ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group x)", true)]
    [InlineData("ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/1)", false)]
    [InlineData("UserInitiated", "stopped by an engineer", false)]
    public void HasFailed_TellsAFaultFromAReplacement(string stopCode, string? reason, bool expected) =>
        EcsTaskState.HasFailed(Task("ecs-svc/1", "web:1", -5, stopCode) with { StoppedReason = reason }).ShouldBe(expected);

    private static EcsDeployment Deployment(string id, string revision, double minute) => new()
    {
        Id = id, Status = "PRIMARY", TaskDefinition = Arn(revision), CreatedAt = Now.AddMinutes(minute),
    };

    private static EcsTaskDescription Task(string deployment, string revision, double minute, string stopCode) => new()
    {
        Arn = "arn:aws:ecs:eu-west-1:1:task/shop/a", TaskDefinition = Arn(revision), StartedBy = deployment, LastStatus = "STOPPED",
        CreatedAt = Now.AddMinutes(minute), StoppedAt = Now, StopCode = stopCode,
    };

    private EcsTaskDefinition Definition(int revision, string containers)
    {
        using var document = JsonDocument.Parse(
            $$"""{"family":"web","revision":{{revision}},"cpu":"256","containerDefinitions":[{{containers}}]}""");
        return EcsJson.TaskDefinition(document.RootElement, _hasher).ShouldNotBeNull();
    }

    private static string Arn(string revision) => $"arn:aws:ecs:eu-west-1:1:task-definition/{revision}";
}
