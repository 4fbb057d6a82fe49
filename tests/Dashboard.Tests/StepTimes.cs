using System.Diagnostics;
using System.Globalization;

namespace CauseFlow.Dashboard.Tests;

/// <summary>How long each step of a walk through the page took, so that a walk with much can be held against the same one with little.</summary>
internal sealed class StepTimes(string of)
{
    /// <summary>A step with much may take so many times as long as with little, and a second: others use the machine too.</summary>
    private const double Times = 3;
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, TimeSpan> shortest = new(StringComparer.Ordinal);

    /// <summary>Of a step that is walked again the shortest time counts: the first time pays for what is made once.</summary>
    public async Task MeasureAsync(string step, Func<Task> act)
    {
        var clock = Stopwatch.StartNew();
        await act();
        var took = clock.Elapsed;
        Say($"{of}, {step}: {took.TotalMilliseconds:0} ms");
        shortest[step] = shortest.TryGetValue(step, out var before) && before < took ? before : took;
    }

    /// <param name="few">The same walk with little.</param>
    /// <param name="wholeReads">Steps that read all that there is, and how many times as long such a step may take.</param>
    public void ShouldBeAboutAsQuickAs(StepTimes few, params (string Step, double Times)[] wholeReads)
    {
        var wider = wholeReads.ToDictionary(read => read.Step, read => read.Times, StringComparer.Ordinal);
        shortest.Keys.ShouldBe(few.shortest.Keys);
        shortest.Where(step => step.Value > (few.shortest[step.Key] * wider.GetValueOrDefault(step.Key, Times)) + Slack)
            .Select(step => $"{step.Key}: {step.Value.TotalMilliseconds:0} ms, with few {few.shortest[step.Key].TotalMilliseconds:0} ms")
            .ShouldBeEmpty();
    }

    public static void Say(FormattableString text) =>
        TestContext.Current.TestOutputHelper?.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
