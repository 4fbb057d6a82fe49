using CauseFlow.CloudSimulation.Control;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>Whatever the cloud answers, the investigation ends with what there is and says what is missing.</summary>
public sealed class BrokenCloudTests
{
    public static TheoryData<string, CoverageOutcome[]> Answers => new()
    {
        { "deny", [CoverageOutcome.Denied] },
        { "throttle", [CoverageOutcome.Throttled] },
        { "fail", [CoverageOutcome.Failed] },
        { "garbage", [CoverageOutcome.Failed] },
        { "redirect", [CoverageOutcome.Failed] },
        // The call's own time-out, or the source's, whichever ends first.
        { "hang", [CoverageOutcome.TimedOut, CoverageOutcome.Failed] },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Logs_that_cannot_be_read_are_named_and_the_rest_is_judged(string answer, CoverageOutcome[] expected)
    {
        await using var customer = await Customer.StartAsync(new Dictionary<string, string?>
        {
            ["CollectorAws:Collection:SourceTimeoutSeconds"] = "20",
        });
        await customer.ConnectAsync();
        customer.Cloud.Switches.Set("logs", SwitchFor(answer));
        await customer.RaiseAlarmAsync();

        var export = await customer.VerdictAsync();
        var gap = export.Case.Coverage.Where(row => row.Source == "logs" && row.Outcome != CoverageOutcome.Complete).ToList();
        gap.ShouldNotBeEmpty();
        gap.ShouldContain(row => expected.Contains(row.Outcome));
        gap.ShouldAllBe(row => !string.IsNullOrEmpty(row.Detail) && !string.IsNullOrEmpty(row.Remedy));
        export.Case.Coverage.ShouldContain(row => row.Source == "metrics" && row.Outcome == CoverageOutcome.Complete);
        export.Verdict.Causes.ShouldAllBe(cause => cause.Confidence < 0.8);
    }

    [Fact]
    public async Task An_account_that_refuses_ends_in_an_insufficient_verdict_with_the_remedy()
    {
        await using var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        customer.Cloud.SetExternalId("rotated-by-the-customer");
        await customer.RaiseAlarmAsync();

        var export = await customer.VerdictAsync();
        export.Verdict.Outcome.ShouldBe(VerdictOutcome.Insufficient);
        export.Case.Coverage.ShouldContain(row => row.Reason == RefusalReason.AssumeRoleDenied && row.Remedy != null);
    }

    private static Switch SwitchFor(string answer) => answer switch
    {
        "deny" => new Switch { Deny = true },
        "throttle" => new Switch { ThrottleTimes = 1_000 },
        "fail" => new Switch { Status500Times = 1_000 },
        "garbage" => new Switch { Garbage = true },
        "redirect" => new Switch { RedirectTo = new Uri("http://127.0.0.2:9/") },
        _ => new Switch { Hang = true },
    };
}
