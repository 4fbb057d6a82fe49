using CauseFlow.Collection.Patterns;

namespace CauseFlow.Collection.Tests;

public sealed class LogGroupingTests
{
    [Fact]
    public void Group_GivesOneAnswerForEachLineInOrder_AndKeepsSourcesApart()
    {
        var grouped = Group(
            new("1", "a", "user 17 logged in"), new("2", "b", "user 18 logged in"), new("3", "a", "user 19 logged in"), new("4", "a", "disk full"));

        grouped.Select(line => line.LineId).ShouldBe(["1", "2", "3", "4"]);
        grouped[0].ClusterId.ShouldBe(grouped[2].ClusterId);
        grouped[0].ClusterId.ShouldNotBe(grouped[1].ClusterId);
        grouped[0].Template.ShouldBe("user <num> logged in");
        grouped[3].ClusterId.ShouldNotBe(grouped[0].ClusterId);
    }

    [Fact]
    public void Group_StackTrace_IsOneEventWithTheLineItFollows()
    {
        var grouped = Group(
            new("1", "a", "Order 17 failed: java.io.IOException: broken pipe"),
            new("2", "a", "\tat shop.Orders.send(Orders.java:17)"),
            new("3", "b", "tick"),
            new("4", "a", "Caused by: java.net.SocketException: reset"),
            new("5", "a", "\t... 12 more"),
            new("6", "a", "Order 18 failed: java.io.IOException: closed"),
            new("7", "a", "\tat shop.Orders.send(Orders.java:17)"),
            new("8", "a", "Order 18 done"));

        grouped.Where(line => line.LineId is not ("3" or "8")).Select(line => line.ClusterId).Distinct().ShouldHaveSingleItem();
        grouped[7].ClusterId.ShouldNotBe(grouped[0].ClusterId);
        grouped[0].Template.ShouldBe("java.io.IOException at shop.Orders.send(Orders.java:17)");
    }

    [Fact]
    public void Group_PythonTrace_EndsWithItsType()
    {
        var grouped = Group(
            new("1", "a", "Traceback (most recent call last):"), new("2", "a", "  File \"/app/pay.py\", line 12, in charge"),
            new("3", "a", "    raise ValueError(amount)"), new("4", "a", "ValueError: -3"), new("5", "a", "next"));

        grouped.Take(4).Select(line => line.ClusterId).Distinct().ShouldHaveSingleItem();
        grouped[4].ClusterId.ShouldNotBe(grouped[0].ClusterId);
    }

    [Theory]
    [InlineData("{\"level\":\"info\",\"msg\":\"cart 7 saved\"}", "{\"msg\":\"cart 9 saved\",\"level\":\"info\",\"trace\":\"x\"}")]
    [InlineData("session opened for user cyrus by (uid=0)", "session opened for user news by (uid=0)")]
    [InlineData("job_1 Transitioned from NEW to RUNNING in queue", "job_2 Transitioned from RUNNING to DONE in queue")]
    [InlineData("read /var/log/a of node eth0", "read /srv/b/c of node eth1")]
    [InlineData("flag set to true here", "flag set to false here")]
    [InlineData("lock tag=\"a b\" name=x ws=null", "lock tag=\"c\" name=y ws=Source{17}")]
    [InlineData("Task 'red one' is lost", "Task 'blue' is lost")]
    [InlineData("10.0.0.1:80 close, 512 bytes sent, lifetime <1 sec", "10.0.0.1:80 close, 2048 bytes (2.0 KB) sent, lifetime 00:12")]
    [InlineData("stop Order(id=4, items=[Item(a=1), Item(a=2)]) now", "stop Order(id=4, items=[]) now")]
    [InlineData("route is [a1=4, b=5] for tenants: red, green, blue", "route is [] for tenants: red, green, blue, black")]
    public void Group_LinesThatDifferInValues_AreOne(string one, string other) =>
        Group(new("1", "a", one), new("2", "a", other)).Select(line => line.ClusterId).Distinct().ShouldHaveSingleItem();

    [Theory]
    [InlineData("Receiving block 4 from 10.0.0.1", "Received block 4 from 10.0.0.1")]
    [InlineData("o.a.Worker#217 done", "o.a.Worker#218 done")]
    [InlineData("sweep.c:1455]: no change", "sweep.c:1460]: no change")]
    [InlineData("session opened for 4", "session closed for 4")]
    [InlineData("a \"GET /x HTTP/1.1\" 200", "a \"POST /x HTTP/1.1\" 200")]
    [InlineData("disk limit not set", "memory limit not set")]
    [InlineData("level=info msg=\"cart saved\" id=4", "level=info msg=\"order paid\" id=4")]
    public void Group_LinesOfTwoStatements_AreTwo(string one, string other) =>
        Group(new("1", "a", one), new("2", "a", other)).Select(line => line.ClusterId).Distinct().Count().ShouldBe(2);

    /// <summary>The figures are in the benchmarks' page; a mean that falls under these by a change is a worse miner.</summary>
    /// <summary>What never varied is worth reading: the name of a dependency, say.</summary>
    [Fact]
    public void Group_WordsThatAreTheSameOnAllLines_StayInTheTemplate() =>
        Group(
            new("1", "a", "could not resolve \"orders-db\" via dns=internal at /etc/hosts after 3 tries"),
            new("2", "a", "could not resolve \"orders-db\" via dns=internal at /etc/hosts after 4 tries"))
            .ShouldAllBe(line => line.Template == "could not resolve \"orders-db\" via dns=internal at /etc/hosts after <num> tries");

    [Theory]
    [InlineData("fresh", 0.9, 0.85)]
    [InlineData("develop", 0.9, 0.85)]
    [InlineData("heldout", 0.85, 0.8)]
    public void Group_HandWrittenDialects_FindsTheirStatements(string half, double accuracy, double f1)
    {
        var scores = LogDialect.All().Where(dialect => dialect.Name.StartsWith(half, StringComparison.Ordinal)).Select(dialect =>
        {
            var written = dialect.Write(2_000, seed: 1);
            var grouped = Group([.. written.Select((line, i) => new SourceLine($"{i}", dialect.Name, line.Line))]);
            return GroupingScore.Of([.. grouped.Select(line => line.ClusterId)], [.. written.Select(line => line.Statement)]);
        }).ToList();

        scores.Count.ShouldBeGreaterThanOrEqualTo(4);
        scores.Average(score => score.Accuracy).ShouldBeGreaterThanOrEqualTo(accuracy);
        scores.Average(score => score.F1).ShouldBeGreaterThanOrEqualTo(f1);
    }

    [Fact]
    public void Group_OrderOfLines_DoesNotMatter()
    {
        var dialect = LogDialect.All()[0];
        var lines = dialect.Write(2_000, seed: 5).Select((line, i) => new SourceLine($"{i}", "a", line.Line)).ToArray();
        var once = Group(lines).ToDictionary(line => line.LineId, line => line.Template);
        new Random(3).Shuffle(lines);

        Group(lines).ShouldAllBe(line => line.Template == once[line.LineId]);
    }

    private static IReadOnlyList<GroupedLine> Group(params SourceLine[] lines) => LogGrouping.Group(lines, new LogMiningOptions());
}
