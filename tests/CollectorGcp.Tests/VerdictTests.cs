using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>What is collected is enough to name the true cause, decoys and all.</summary>
public sealed class VerdictTests(SimulatedIncident incident) : IClassFixture<SimulatedIncident>
{
    [Fact]
    public void The_split_of_the_traffic_is_the_first_cause()
    {
        var verdict = Diagnosis.Diagnosis.Diagnose(CaseOf(incident.Findings));

        var truth = incident.Project.Simulator.Scenario.Truth;
        verdict.Outcome.ShouldBe(VerdictOutcome.Cause, verdict.Summary);
        verdict.Causes[0].Resource.Id.ShouldBe(truth.Resource);
        verdict.Causes[0].Category.ShouldBe(CauseCategory.BadDeployment);
        verdict.Causes[0].Summary.ShouldContain("traffic.checkout-00042-qiv 0 → 90");
        verdict.Causes[0].NextSteps.ShouldContain(step => step.StartsWith("gcloud run services describe checkout", StringComparison.Ordinal));
        verdict.Causes.ShouldAllBe(cause => cause.Resource.Name != "catalog" || cause.Rank > 1);
    }

    [Fact]
    public async Task A_service_that_only_joins_is_found_by_its_name_and_its_revision_is_seen()
    {
        await using var project = new SimulatedProject("aws-gcp-checkout");
        await project.InitializeAsync();
        var findings = new CollectedFindings();

        var end = await project.RunAsync(findings, grant => grant with { Target = grant.Target with { Hints = ["checkout-api"] } });

        end.Completed.ShouldNotBeNull().Sources.Single(source => source.Source == "alarm").Outcome.ShouldBe(CoverageOutcome.NotApplicable);
        findings.Of(f => f.Resources).Where(resource => resource.Kind == ResourceKinds.RunService).Select(resource => resource.Name)
            .ShouldBe(["payments"], "the label service says so; catalog has another");
        findings.Of(f => f.Changes).ShouldContain(change => change.Kind == ChangeKind.Deployment
            && change.Differences.Any(difference => difference.Field == "env.LEDGER_URL" && difference.After == null));
        findings.Of(f => f.Logs).ShouldContain(pattern => pattern.Template.Contains("LEDGER_URL", StringComparison.Ordinal)
            && pattern.BaselineCountsPerMinute.Sum() == 0);
    }

    [Fact]
    public async Task Without_alarm_and_name_the_whole_project_is_looked_at()
    {
        await using var project = new SimulatedProject("aws-gcp-checkout");
        await project.InitializeAsync();
        var findings = new CollectedFindings();

        await project.RunAsync(findings);

        findings.Of(f => f.Resources).Where(resource => resource.Kind == ResourceKinds.RunService).Select(resource => resource.Name)
            .ShouldBe(["catalog", "payments"], ignoreOrder: true);
    }

    private static CaseFile CaseOf(CollectedFindings findings) => new()
    {
        TenantId = "ten_1", IncidentId = "inc_1", InvestigationId = "inv_1", Pass = 1, Revision = 1,
        Window = new InvestigationWindow
        {
            From = findings.All[0].CollectedAt.AddMinutes(-16), To = findings.All[0].CollectedAt,
            Baselines =
            [
                new Baseline
                {
                    From = findings.All[0].CollectedAt.AddMinutes(-76), To = findings.All[0].CollectedAt.AddMinutes(-16), Kind = BaselineKind.Adjacent,
                },
            ],
        },
        AsOf = findings.All[^1].CollectedAt,
        Alarms = findings.Of(f => f.Alarms), Resources = findings.Of(f => f.Resources), Relations = findings.Of(f => f.Relations),
        Metrics = findings.Of(f => f.Metrics), Logs = findings.Of(f => f.Logs), States = findings.Of(f => f.States),
        Changes = findings.Of(f => f.Changes), Coverage = findings.Of(f => f.Coverage),
    };
}
