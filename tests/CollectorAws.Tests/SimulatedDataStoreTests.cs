using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>Alarms on databases, queues and tables.</summary>
public sealed class SimulatedDataStoreTests
{
    [Fact]
    public async Task A_full_database_tells_its_state_its_events_its_host_and_its_groups()
    {
        var findings = await RunAsync("AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", "orders-db", ["rds"]);

        var state = findings.Of(f => f.States).ShouldHaveSingleItem();
        (state.Resource.Kind, state.Status, state.NativeStatus).ShouldBe((ResourceKinds.RdsInstance, ResourceStatus.Failed, "storage-full"));
        state.Attributes["allocatedStorageGiB"].ShouldBe("100");
        state.Conditions.ShouldHaveSingleItem().Reason.ShouldBe("low storage");
        var database = findings.Of(f => f.Resources).Single(r => r.Kind == ResourceKinds.RdsInstance);
        database.Aliases.ShouldBe(["orders-db.c0ffee000000.us-east-1.rds.amazonaws.com"]);
        findings.Of(f => f.Relations).ShouldContain(r => r.From.Id == database.Id && r.To.Name == "sg-0a1b2c3d4e5f61002");
        findings.Of(f => f.Relations).ShouldContain(r => r.From.Id == database.Id && r.Source == "alarm dimension DBInstanceIdentifier");
        var change = findings.Of(f => f.Changes).ShouldHaveSingleItem();
        change.Kind.ShouldBe(ChangeKind.Maintenance);
        change.Differences.ShouldBe([new Difference { Field = "availabilityState", Before = "available", After = "failing over" }]);
    }

    [Fact]
    public async Task A_queue_tells_where_its_messages_go_and_that_some_lie_there()
    {
        var findings = await RunAsync("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "orders", ["sqs", "metrics"]);

        var state = findings.Of(f => f.States).ShouldHaveSingleItem();
        state.Status.ShouldBe(ResourceStatus.Degraded);
        state.Attributes["deadLetterQueue"].ShouldBe("orders-dead");
        state.Conditions.ShouldHaveSingleItem().Message.ShouldBe("17 messages lie in orders-dead: each was received 3 times and deleted by nobody.");
        findings.Of(f => f.Relations).ShouldContain(r => r.From.Name == "orders" && r.To.Name == "orders-dead" && r.Type == RelationType.RoutesTo);
        findings.Of(f => f.Metrics).Select(m => m.Name).ShouldContain("NumberOfMessagesDeleted");
    }

    [Fact]
    public async Task A_table_tells_its_capacity_and_its_throttles_are_read()
    {
        var findings = await RunAsync("AWS/DynamoDB", "ReadThrottleEvents", "TableName", "carts", ["dynamodb", "metrics"]);

        var state = findings.Of(f => f.States).ShouldHaveSingleItem();
        (state.Status, state.NativeStatus).ShouldBe((ResourceStatus.Healthy, "ACTIVE"));
        state.Attributes.ShouldBe(new Dictionary<string, string> { ["billingMode"] = "PROVISIONED", ["readCapacityUnits"] = "5", ["writeCapacityUnits"] = "10" });
        findings.Of(f => f.Metrics).Select(m => m.Name).ShouldContain("ConsumedReadCapacityUnits");
    }

    [Fact]
    public async Task What_is_gone_is_said_and_nothing_is_made_up()
    {
        var findings = await RunAsync("AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", "none-such", ["rds"]);

        findings.Of(f => f.States).ShouldBeEmpty();
        findings.Of(f => f.Coverage).Where(c => c.Source == "rds").ShouldAllBe(c => c.Outcome == CoverageOutcome.Failed && c.Remedy != null);
    }

    private static async Task<CollectedFindings> RunAsync(string space, string metric, string dimension, string name, string[] only)
    {
        await using var account = new SimulatedAccount("lambda-timeout", scenario => scenario with
        {
            Alarm = scenario.Alarm with
            {
                Namespace = space, MetricName = metric, Statistic = "Maximum",
                Dimensions = new Dictionary<string, string> { [dimension] = name },
                Reason = "Threshold Crossed",
            },
            Databases =
            [
                new ScenarioDatabase
                {
                    Id = "orders-db", SecurityGroupIds = ["sg-0a1b2c3d4e5f61002"],
                    Statuses = [new ScenarioStatus { Name = "available" }, new ScenarioStatus { FromMinute = -5, Name = "storage-full" }],
                    Events =
                    [
                        new ScenarioDatabaseEvent { AtMinute = -300, Message = "Multi-AZ instance failover started.", Categories = ["failover"] },
                        new ScenarioDatabaseEvent { AtMinute = -200, Message = "Backing up DB instance", Categories = ["backup"] },
                        new ScenarioDatabaseEvent { AtMinute = -6, Message = "The free storage capacity is low at 1 %.", Categories = ["low storage"] },
                    ],
                },
            ],
            Queues =
            [
                new ScenarioQueue { Name = "orders", DeadLetterQueue = "orders-dead", MaxReceiveCount = 3, Messages = 940 },
                new ScenarioQueue { Name = "orders-dead", Messages = 17 },
            ],
            Tables = [new ScenarioTable { Name = "carts", ReadCapacity = 5, WriteCapacity = 10 }],
        });
        await account.InitializeAsync();
        var findings = new CollectedFindings();
        await account.RunAsync(findings, await account.AssumeRoleAsync("ObservabilityReadOnly"), only);
        return findings;
    }
}
