using System.Text;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.Evaluation.Tests;

/// <summary>Figures that were reckoned by hand.</summary>
public sealed class ScoringTests
{
    [Fact]
    public void Accuracy_CountsTrueCausesAmongTheFirst()
    {
        var score = Score("""{"causes":[{"resource":"a","category":"unknown"}]}""", "b", "a", "c");

        score.AccuracyAt(1).ShouldBe(0);
        score.AccuracyAt(2).ShouldBe(1);
        score.Average.ShouldBe(0.8, 1e-9);
        score.IsFirstRight.ShouldBeFalse();
    }

    [Fact]
    public void OfTwoTrueCauses_EachCountsForHalf()
    {
        var score = Score("""{"causes":[{"resource":"a"},{"aliases":["c-alias","c"]}]}""", "c", "b", "a");

        score.AccuracyAt(1).ShouldBe(1, "there is room for one");
        score.AccuracyAt(2).ShouldBe(0.5);
        score.AccuracyAt(3).ShouldBe(1);
    }

    [Fact]
    public void OnAHealthyCase_ACauseIsFalse()
    {
        var score = Score("""{"causes":[],"healthy":true,"forbidden":["capacity_limit"]}""", "a");

        (score.IsFalseCause, score.HasCause, score.IsForbiddenFirst).ShouldBe((true, false, true));
    }

    [Theory]
    [InlineData(0, 10, 0.0, 0.2775)]
    [InlineData(9, 10, 0.5958, 0.9821)]
    public void TheInterval_IsWilsons(int right, int count, double low, double high)
    {
        var interval = new Share(right, count).Wilson();

        interval.Low.ShouldBe(low, 1e-3);
        interval.High.ShouldBe(high, 1e-3);
    }

    [Fact]
    public void Grouping_CountsOnlyGroupsThatAreExact()
    {
        // Truth: A has 3 lines, B 2, C 1. Made: x = A whole, y = B and C together.
        var grouping = Grouping.Of([("A", "x"), ("A", "x"), ("A", "x"), ("B", "y"), ("B", "y"), ("C", "y")]);

        grouping.LineAccuracy.ShouldBe(0.5);
        grouping.GroupAccuracy.ShouldBe(2.0 * (1.0 / 2) * (1.0 / 3) / ((1.0 / 2) + (1.0 / 3)), 1e-9);
    }

    [Fact]
    public void Calibration_IsTheDistanceOfConfidenceAndTruth()
    {
        var right = Score("""{"causes":[{"resource":"a"}]}""", "a");
        var wrong = Score("""{"causes":[{"resource":"b"}]}""", "a");

        var calibration = Calibration.Of([right, right, right, wrong]);

        calibration.ExpectedError.ShouldBe(Math.Abs(0.9 - 0.75), 1e-9);
        calibration.Brier.ShouldBe(((3 * 0.01) + 0.81) / 4, 1e-9);
        calibration.Sure.Value.ShouldBe(0.75);
    }

    [Theory]
    [InlineData("""{"causes":[{"resource":"a","changeId":"1"}]}""", true, true)]
    [InlineData("""{"causes":[{"resource":"a","changeId":"2"}]}""", true, false)]
    [InlineData("""{"causes":[{"resource":"a"}]}""", true, false)]
    [InlineData("""{"causes":[{"resource":"a"}]}""", false, null)]
    public void TheGuiltyChange_IsTheOneThatTheTruthNames(string truth, bool hasChanges, bool? expected) =>
        Score(truth, "a").IsChangeRight(hasChanges).ShouldBe(expected);

    private static CaseScore Score(string truth, params string[] resources)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, truth);
            var causes = string.Join(',', resources.Select((resource, place) =>
                $$"""{"rank":{{place + 1}},"resource":"{{resource}}","category":"capacity_limit","signal":"s","confidence":0.9,"changeId":"1","evidence":[]}"""));
            return new CaseScore
            {
                Name = "case", Truth = Truth.Read(path),
                Result = CaseResult.Parse(Encoding.UTF8.GetBytes($$"""{"verdict":"cause","causes":[{{causes}}]}"""), "result.json"),
            };
        }
        finally
        {
            File.Delete(path);
        }
    }
}
