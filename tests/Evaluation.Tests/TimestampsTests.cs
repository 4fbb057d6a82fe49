using CauseFlow.Evaluation.Input;

namespace CauseFlow.Evaluation.Tests;

public sealed class TimestampsTests
{
    [Theory]
    [InlineData("2026-11-20T10:00:00Z", "2026-11-20T10:00:00.0000000Z")]
    [InlineData("2026-11-20 10:00:00", "2026-11-20T10:00:00.0000000Z")]
    [InlineData("2026-11-20T10:00", "2026-11-20T10:00:00.0000000Z")]
    [InlineData("2026-11-20T10:00:00.25+02:00", "2026-11-20T08:00:00.2500000Z")]
    [InlineData("2026-11-20T10:00:00.123456789Z", "2026-11-20T10:00:00.1234567Z")]
    [InlineData("2026-11-20T10:00:00-0530", "2026-11-20T15:30:00.0000000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000Z")]
    [InlineData("1681857120", "2023-04-18T22:32:00.0000000Z")]
    [InlineData("1681857120.5", "2023-04-18T22:32:00.5000000Z")]
    [InlineData("1681857120000", "2023-04-18T22:32:00.0000000Z")]
    [InlineData("1681857120000000", "2023-04-18T22:32:00.0000000Z")]
    [InlineData("1681857120000000000", "2023-04-18T22:32:00.0000000Z")]
    public void ATime_IsRead(string text, string expected)
    {
        Timestamps.TryParse(text, out var time).ShouldBeTrue();

        time.UtcDateTime.ToString("O").ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-13-20T10:00:00Z")]
    [InlineData("2026-02-30T10:00:00Z")]
    [InlineData("2026-11-20T25:00:00Z")]
    [InlineData("2026-11-20T10:00:00+2")]
    [InlineData("2026-11-20T10:00:00 CET")]
    [InlineData("-5")]
    [InlineData("9999999999999999999999")]
    [InlineData("2026-11-20")]
    public void WhatIsNoTime_IsNotRead(string text) => Timestamps.TryParse(text, out _).ShouldBeFalse();
}
