using CauseFlow.CollectorAws.Resolve;

namespace CauseFlow.CollectorAws.Tests;

public sealed class AlarmRuleTests
{
    [Theory]
    [InlineData("ALARM(a)", "a")]
    [InlineData("ALARM(\"cpu high (prod)\") AND NOT (OK(b) OR INSUFFICIENT_DATA( c ))", "cpu high (prod)|b|c")]
    [InlineData("alarm(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:with:colon) OR TRUE", "with:colon")]
    [InlineData("ALARM(a) OR OK(a)", "a")]
    [InlineData("TRUE", "")]
    [InlineData("ALARM(", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void NamesIn_Rule_GivesEachAlarmOnce(string? rule, string names) =>
        string.Join('|', AlarmRule.NamesIn(rule)).ShouldBe(names);
}
