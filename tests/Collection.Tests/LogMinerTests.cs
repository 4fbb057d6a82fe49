using System.Text;
using CauseFlow.Collection.Patterns;
using CauseFlow.Contracts;
using CsCheck;

namespace CauseFlow.Collection.Tests;

public sealed class LogMinerTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    private static readonly InvestigationWindow Window = new()
    {
        From = Start,
        To = Start.AddMinutes(30),
        Baselines = [new Baseline { From = Start.AddHours(-1), To = Start, Kind = BaselineKind.Adjacent }],
    };

    [Fact]
    public void Mine_LinesThatDifferInValues_AreOneTemplate()
    {
        var result = Mine(Enumerable.Range(0, 50).Select(i => Line(
            i % 30, $"2026-11-20T10:00:{i:00}.123Z\t{Guid.NewGuid()}\tERROR\tOrder {1000 + i} from 10.0.0.{i} failed after {i}.5 ms")));

        var pattern = result.Patterns.ShouldHaveSingleItem();
        pattern.Template.ShouldBe("<time> <uuid> ERROR Order <num> from <ip> failed after <duration>");
        pattern.Severity.ShouldBe(LogSeverity.Error);
        pattern.IncidentCountsPerMinute.Sum().ShouldBe(50);
        pattern.Samples.Count.ShouldBe(3);
    }

    [Fact]
    public void Mine_CountsFallIntoTheirMinuteAndWindow()
    {
        var result = Mine([Line(-60, "hello world"), Line(-1, "hello world"), Line(0, "hello world"), Line(29, "hello world")]);

        var pattern = result.Patterns.ShouldHaveSingleItem();
        pattern.BaselineCountsPerMinute.Count.ShouldBe(60);
        pattern.BaselineCountsPerMinute[0].ShouldBe(1);
        pattern.BaselineCountsPerMinute[59].ShouldBe(1);
        pattern.IncidentCountsPerMinute.Count.ShouldBe(30);
        pattern.IncidentCountsPerMinute[0].ShouldBe(1);
        pattern.IncidentCountsPerMinute[29].ShouldBe(1);
        pattern.FirstSeen.ShouldBe(Start.AddHours(-1));
        pattern.LastSeen.ShouldBe(Start.AddMinutes(29));
        Mine([Line(-61, "hello"), Line(30, "hello")]).LinesOutside.ShouldBe(2);
    }

    [Fact]
    public void Mine_JsonLines_UseMessageLevelAndType()
    {
        var result = Mine([Line(1, """{"level":"warn","msg":"cache miss for 17"}"""), Line(2, """{"errorType":"TypeError","errorMessage":"x is not a function"}""")]);

        result.Patterns.Single(p => p.Template == "cache miss for <num>").Severity.ShouldBe(LogSeverity.Warning);
        result.Patterns.Single(p => p.ExceptionType == "TypeError").Severity.ShouldBe(LogSeverity.Error);
    }

    [Fact]
    public void Mine_StackTraces_FoldToTypeAndTopFrame()
    {
        var result = Mine([
            Line(1, "System.TimeoutException: took 5 s\n   at Shop.Cart.Load(Int32 id) in Cart.cs:line 10\n   at Shop.Main()"),
            Line(2, "System.TimeoutException: took 9 s\n   at Shop.Cart.Load(Int32 id) in Cart.cs:line 10\n   at Other.Main()"),
        ]);

        var pattern = result.Patterns.ShouldHaveSingleItem();
        pattern.ExceptionType.ShouldBe("System.TimeoutException");
        pattern.Template.ShouldStartWith("System.TimeoutException at Shop.Cart.Load");
        pattern.IncidentCountsPerMinute.Sum().ShouldBe(2);
    }

    [Fact]
    public void Mine_SameLines_GiveTheSameIds()
    {
        LogLine[] lines = [.. Enumerable.Range(0, 200).Select(i => Line(i % 30, $"user {i} did thing{i % 7} at place"))];

        Mine(lines).Patterns.Select(p => p.PatternId).ShouldBe(Mine(lines).Patterns.Select(p => p.PatternId));
        Mine(lines).Patterns.Select(p => p.PatternId).ShouldBeUnique();
    }

    [Fact]
    public void Mine_EndlessVariety_StaysWithinItsBounds()
    {
        var options = new LogMiningOptions { MaxClusters = 100, MaxPatterns = 50 };
        var lines = Enumerable.Range(0, 5_000).Select(i => Line(1, string.Join(' ', Word(i), Word(i * 7), Word(i * 13), Word(i * 31))));

        var result = LogMiner.Mine(lines, Window, options);

        result.Patterns.Count.ShouldBe(50);
        (result.Patterns.Count + result.PatternsDropped).ShouldBeLessThanOrEqualTo(101);
        result.LinesRead.ShouldBe(5_000);
    }

    [Fact]
    public void Mine_ManyQuietPatterns_NeverPushOutTheNewError()
    {
        var lines = Enumerable.Range(0, 900).Select(i => Line(-30, $"{Word(i)} {Word(i * 7)} {Word(i * 13)}"))
            .Append(Line(5, "FATAL database gone"));

        var result = LogMiner.Mine(lines, Window, new LogMiningOptions { MaxPatterns = 1 });

        result.Patterns.ShouldHaveSingleItem().Template.ShouldBe("FATAL database gone");
    }

    [Fact]
    public void Mine_LongLine_IsCutInTemplateAndSample()
    {
        var result = Mine([Line(1, new string('ä', 100_000))]);

        var pattern = result.Patterns.ShouldHaveSingleItem();
        pattern.Template.Length.ShouldBeLessThanOrEqualTo(8 * 1024);
        Encoding.UTF8.GetByteCount(pattern.Samples[0].Text).ShouldBeLessThanOrEqualTo(2_048);
    }

    [Theory]
    [InlineData("2026-11-20T10:00:00Z x Task timed out after 3.00 seconds", LogSeverity.Error)]
    [InlineData("INFO 0 errors found, all failed requests: none", LogSeverity.Info)]
    [InlineData("[ERROR] boom", LogSeverity.Error)]
    [InlineData("WARN low disk", LogSeverity.Warning)]
    [InlineData("START RequestId: 1", LogSeverity.Unknown)]
    [InlineData("RequestId: x Error: Runtime exited with error: signal: killed", LogSeverity.Fatal)]
    public void Mine_Severity_PrefersTheExplicitLevel(string text, LogSeverity expected) =>
        Mine([Line(1, text)]).Patterns.ShouldHaveSingleItem().Severity.ShouldBe(expected);

    /// <summary>JSON.stringify writes half an emoji as an escape, and a bound may part a pair: neither may end the reading of logs.</summary>
    [Fact]
    public void Mine_HalfCharacters_AreLinesAsAnyOther()
    {
        string[] lines =
        [
            """{"message":"\ud800"}""", """{"\ud800":"x","message":"y"}""", """{"level":"\udc00","message":"y"}""", "{\"message\":\"\ud800\"}",
            "{" + new string('a', 8 * 1024 - 2) + "\ud83d\ude00}", new string('a', 8 * 1024 - 1) + "\ud83d\ude00", "\ude00 alone",
        ];

        Mine(lines.Select((line, i) => Line(i, line))).LinesRead.ShouldBe(lines.Length);
        Gen.Char[" {}\"\\:,ud8c0message[]\ud83d\ude00a1"].Array[0, 40].Select(chars => new string(chars)).Sample(
            line => Mine([Line(1, line), Line(2, "{" + line + "}")]).LinesRead == 2, iter: 10_000);
    }

    [Theory]
    [InlineData("java.net.SocketTimeoutException: Read timed out", "java.net.SocketTimeoutException")]
    [InlineData("caught System.Exception: x", "System.Exception")]
    [InlineData("TypeError: x is not a function", "TypeError")]
    [InlineData("xError.xError. and IOException", "IOException")]
    [InlineData("Error: nothing", null)]
    [InlineData("ErrorCode 5 DefaultErrors", null)]
    [InlineData("a.b$c.MyFault!", "a.b$c.MyFault")]
    public void Mine_ExceptionType(string text, string? type) =>
        Mine([Line(1, text)]).Patterns.ShouldHaveSingleItem().ExceptionType.ShouldBe(type);

    private static LogMiningResult Mine(IEnumerable<LogLine> lines) => LogMiner.Mine(lines, Window, new LogMiningOptions());

    private static LogLine Line(int minute, string text) => new(Start.AddMinutes(minute), text);

    private static string Word(int seed)
    {
        var text = new StringBuilder();
        for (var value = (uint)seed * 2654435761u; text.Length < 6; value /= 26)
        {
            text.Append((char)('a' + (value % 26)));
        }

        return text.ToString();
    }
}
