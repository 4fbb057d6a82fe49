using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>A function on AWS that calls a service on Google's cloud: only the log lines relate the two.</summary>
public sealed class NamedCallTests
{
    private const string Failing = "ERROR POST https://pricing-4xk2.a.run.app/v1/quote answered 503 Service Unavailable";

    private static readonly ResourceRef Pricing = Run("pricing", "pricing-4xk2.a.run.app");
    private static readonly ResourceRef Reports = Run("reports", "reports-4xk2.a.run.app");

    [Fact]
    public void The_change_of_the_service_that_failing_calls_name_is_the_first_cause()
    {
        var verdict = Judge(PricingBroken());

        var cause = verdict.Causes[0];
        (cause.Resource.Id, cause.ChangeId, cause.Category).ShouldBe((Pricing.Id, "evi_revision", CauseCategory.BadDeployment));
        cause.Explanation.ShouldContain("failing calls of checkout name pricing-4xk2.a.run.app, which is pricing [evi_log_000]");
        cause.Explanation.ShouldNotContain("no known relation");
    }

    [Fact]
    public void A_change_of_a_service_that_nobody_names_stays_behind()
    {
        var verdict = Judge(PricingBroken()
            .ChangeOf(Reports, "evi_reports", TimeSpan.FromMinutes(1), ChangeKind.Deployment, ("image", "r:1", "r:2")));

        verdict.Causes[0].ChangeId.ShouldBe("evi_revision");
        verdict.Causes.Where(cause => cause.ChangeId == "evi_reports")
            .ShouldAllBe(cause => cause.Confidence < verdict.Causes[0].Confidence / 2);
    }

    [Fact]
    public void The_callee_outranks_a_change_of_the_caller_that_is_as_new() =>
        Judge(PricingBroken().Change("evi_caller", TimeSpan.FromMinutes(3), ChangeKind.Deployment, ("CodeSha256", "aaa", "bbb")))
            .Causes[0].ChangeId.ShouldBe("evi_revision");

    [Fact]
    public void A_whole_host_is_believed_before_a_first_label()
    {
        var namesake = new ResourceRef
        {
            Provider = CloudProvider.Aws, Account = "111122223333", Region = "eu-west-1", Kind = ResourceKinds.EcsService,
            Id = "arn:aws:ecs:eu-west-1:111122223333:service/main/pricing-4xk2", Name = "pricing-4xk2",
        };

        Judge(PricingBroken().Beside(namesake)).Causes[0].Resource.Id.ShouldBe(Pricing.Id);
    }

    private static CaseBuilder PricingBroken() => new CaseBuilder()
        .Metric("Errors", 0, 42, MetricRole.Alarm)
        .Pattern(Failing, 0, 40)
        .Pattern("ERROR legacy pricing lookup failed for sku <*>, using the default", 300, 305)
        .Beside(Pricing).Beside(Reports)
        .ChangeOf(Pricing, "evi_revision", TimeSpan.FromMinutes(3), ChangeKind.Deployment, ("image", "p:41", "p:42"));

    private static Verdict Judge(CaseBuilder builder) => Diagnosis.Diagnose(builder.Build());

    private static ResourceRef Run(string name, string host) => new()
    {
        Provider = CloudProvider.Gcp, Account = "shop-prod", Region = "europe-west1", Kind = ResourceKinds.RunService,
        Id = $"//run.googleapis.com/projects/shop-prod/locations/europe-west1/services/{name}", Name = name, Aliases = [host],
    };
}
