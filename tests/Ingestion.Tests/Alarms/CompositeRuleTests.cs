using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;

namespace CauseFlow.Ingestion.Tests.Alarms;

public sealed class CompositeRuleTests
{
    private const string Prefix = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:";

    [Theory]
    [InlineData("ALARM(a) OR ALARM(\"b c (1)\")", "a|b c (1)")]
    [InlineData("ALARM(b) AND ALARM(a) AND ALARM(b)", "b|a")]
    [InlineData("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)", "a")]
    [InlineData("ALARM(arn:aws:cloudwatch:us-east-1:999999999999:alarm:a) OR ALARM(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a)", "")]
    [InlineData("ALARM(a) AND NOT ALARM(deploying)", "a")]
    [InlineData("NOT (ALARM(x) OR (ALARM(y) AND OK(z))) AND ALARM(a)", "z|a")]
    [InlineData("NOT OK(a) AND OK(b) AND INSUFFICIENT_DATA(c)", "a")]
    [InlineData("AT_LEAST(2, ALARM, (a, \"b, c\", d)) OR AT_LEAST(50%, NOT OK, (e))", "a|b, c|d|e")]
    [InlineData("ALARM(down) OR TRUE", "")]
    [InlineData("ALARM(", "")]
    [InlineData(")))) ALARM(a)", "a")]
    [InlineData("", "")]
    public void NamedBy_ARule_IsWhatItFiresFor(string rule, string expected) =>
        CompositeRule.NamedBy(Composite(rule)).Select(arn => arn[Prefix.Length..]).ShouldBe(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void TriggeringOf_IsInTheOrderOfTheRule_AndTheOthersComeAfter()
    {
        var alarm = Composite("ALARM(a) OR ALARM(b) OR ALARM(c)") with { Children = [Prefix + "z", Prefix + "c", Prefix + "b"] };
        CompositeRule.TriggeringOf(alarm).ShouldBe([Prefix + "b", Prefix + "c", Prefix + "z"]);
        CompositeRule.NamedBy(alarm).ShouldBe([Prefix + "b", Prefix + "c", Prefix + "z", Prefix + "a"]);
        CompositeRule.TriggeringOf(Composite("ALARM(a)")).ShouldBe([Prefix + "a"]);
    }

    [Fact]
    public void NamedBy_MoreThanCloudWatchAllows_IsBounded() =>
        CompositeRule.NamedBy(Composite(string.Join(" OR ", Enumerable.Range(0, 300).Select(i => $"ALARM(a{i})")))).Count.ShouldBe(100);

    private static AlarmFact Composite(string rule) => new()
    {
        Provider = CloudProvider.Aws,
        Id = Prefix + "down",
        Name = "down",
        Account = "123456789012",
        Region = "us-east-1",
        State = AlarmState.Alarm,
        StateChangedAt = DateTimeOffset.UnixEpoch,
        Rule = rule,
    };
}
