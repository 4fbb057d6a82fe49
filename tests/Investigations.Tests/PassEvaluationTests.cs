using CauseFlow.Contracts;
using CauseFlow.Investigations.Passes;

namespace CauseFlow.Investigations.Tests;

public sealed class PassEvaluationTests
{
    private static readonly IntegrationAccess Granted = new()
    {
        IntegrationId = "int_1", Provider = CloudProvider.Aws, Account = "1", LeaseId = "lea_1",
    };

    [Fact]
    public void IsComplete_AccessNotDecided_IsFalse() =>
        PassEvaluation.IsComplete(State([Run(1, ("logs", 1))], Part("logs", 1, 1)) with { AccessDecided = false })
            .ShouldBeFalse();

    [Fact]
    public void IsComplete_APartIsMissing_IsFalse() =>
        PassEvaluation.IsComplete(State([Run(1, ("logs", 2))], Part("logs", 1, 1))).ShouldBeFalse();

    [Fact]
    public void IsComplete_NothingGranted_IsTrue() =>
        PassEvaluation.IsComplete(new PassState(true, null, [], [], [])).ShouldBeTrue();

    [Fact]
    public void Choose_AHigherRunThatIsComplete_ReplacesALowerOne() =>
        PassEvaluation.Choose(State([Run(1, ("logs", 1)), Run(2, ("logs", 1))], Part("logs", 1, 1), Part("logs", 2, 1)))
            .ShouldBe([Part("logs", 2, 1)]);

    [Fact]
    public void Choose_AHigherRunThatIsIncomplete_DoesNotReplaceACompleteOne() =>
        PassEvaluation.Choose(State([Run(1, ("logs", 1)), Run(2, ("logs", 2))], Part("logs", 1, 1), Part("logs", 2, 1)))
            .ShouldBe([Part("logs", 1, 1)]);

    [Fact]
    public void Choose_NoRunIsComplete_TakesTheHighestWithAnything() =>
        PassEvaluation.Choose(State([], Part("logs", 1, 1), Part("logs", 2, 1), Part("metrics", 1, 1)))
            .ShouldBe([Part("logs", 2, 1), Part("metrics", 1, 1)], ignoreOrder: true);

    [Fact]
    public void Gaps_NothingConnected_SaysSo() =>
        PassEvaluation.Gaps(new PassState(true, null, [], [], [])).ShouldHaveSingleItem().Reason
            .ShouldBe(RefusalReason.NotConnected);

    [Fact]
    public void Gaps_PartsMissingOfASource_NamesTheSourceAndTheNumbers()
    {
        var gap = PassEvaluation.Gaps(State([Run(1, ("logs", 3))], Part("logs", 1, 1))).ShouldHaveSingleItem();

        gap.Source.ShouldBe("logs");
        gap.Outcome.ShouldBe(CoverageOutcome.TimedOut);
        gap.Detail.ShouldBe("1 of 3 parts arrived before the deadline.");
    }

    [Fact]
    public void FirstApi_OfEveryCloud_IsKnown() =>
        Enum.GetValues<CloudProvider>().Select(PassEvaluation.FirstApi).Distinct().Count().ShouldBe(Enum.GetValues<CloudProvider>().Length);

    [Fact]
    public void Gaps_OfAnotherCloud_NameItsOwnFirstCall() =>
        PassEvaluation.Gaps(new PassState(
            true, null, [Granted with { Provider = CloudProvider.Azure, LeaseId = null }], [], []))
            .ShouldHaveSingleItem().Api.ShouldBe("login:token");

    [Fact]
    public void Gaps_AtTheDeadline_NameEachSourceThatHasNotArrivedByRegion()
    {
        var run = Redeemed(
            "eu-west-1 metrics", "us-east-1 metrics", "eu-west-1 logs", "us-east-1 logs", "us-east-1 alarm_history");

        var gaps = PassEvaluation.Gaps(State([run], Part("metrics", 1, 1)));

        gaps.ShouldAllBe(gap => gap.Outcome == CoverageOutcome.TimedOut && gap.IntegrationId == "int_1");
        gaps.Select(gap => (gap.Region, gap.Source, gap.Api, gap.Mandatory)).ShouldBe(
        [
            ("us-east-1", "metrics", "metrics:Read", true), ("eu-west-1", "logs", "logs:Read", true),
            ("us-east-1", "logs", "logs:Read", true),
            ("us-east-1", "alarm_history", "alarm_history:Read", false), (null, "collection", "sts:AssumeRole", true),
        ]);
        gaps[2].Detail.ShouldBe("Findings of logs in us-east-1 were waited for until the deadline; none had arrived.");
        gaps[4].Detail!.ShouldEndWith(
            "received so far: metrics; missing: alarm_history in us-east-1, logs in eu-west-1, "
            + "logs in us-east-1, metrics in us-east-1.");
    }

    [Fact]
    public void Gaps_NothingHasArrivedOfWhatIsKnown_AreTheSourcesAlone() =>
        PassEvaluation.Gaps(State([Redeemed("eu-west-1 metrics", "eu-west-1 logs")])).Select(gap => gap.Source)
            .ShouldBe(["metrics", "logs"]);

    [Fact]
    public void Gaps_ALeaseThatWasNeverRedeemed_IsOneRowThatNamesTheIntegration()
    {
        var other = Granted with { IntegrationId = "int_2", Account = "2" };

        var gaps = PassEvaluation.Gaps(new PassState(true, null, [Granted, other], [Redeemed("eu-west-1 logs")], []));

        var gap = gaps.Where(gap => gap.IntegrationId == "int_2").ShouldHaveSingleItem();
        (gap.Source, gap.Outcome).ShouldBe(("collection", CoverageOutcome.TimedOut));
        gap.Detail.ShouldBe("No collector had begun to read integration int_2 (account 2) at the deadline.");
        gaps.Count.ShouldBe(2);
    }

    [Fact]
    public void Gaps_OfAFailedRun_AreItsFailureAndNotATimeOut() =>
        PassEvaluation.Gaps(State(
            [Redeemed("eu-west-1 logs") with { Failure = new(RefusalReason.ProviderError, "No.", null) }]))
            .ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Failed);

    private static RunState Redeemed(params string[] sources) => new("int_1", 1, null, null)
    {
        IsRedeemed = true,
        Expected = [.. sources.Select(source => source.Split(' ')).Select(words => new ExpectedSource
        {
            Region = words[0], Source = words[1], Api = $"{words[1]}:Read", Mandatory = words[1] != "alarm_history",
        })],
    };

    private static PassState State(RunState[] runs, params PartKey[] parts) => new(true, null, [Granted], runs, parts);

    private static PartKey Part(string source, int run, int part) => new("int_1", "eu-west-1", source, run, part);

    private static RunState Run(int run, params (string Source, int Parts)[] sources) => new("int_1", run,
        [.. sources.Select(source => new SourceResult
        {
            Region = "eu-west-1", Source = source.Source, Outcome = CoverageOutcome.Complete, Parts = source.Parts,
            DurationMilliseconds = 1, CallsUsed = 1,
        })], null);
}
