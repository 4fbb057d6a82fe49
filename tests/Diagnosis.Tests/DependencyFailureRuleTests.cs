using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

public sealed class DependencyFailureRuleTests
{
    private const string Refused = "ERROR PaymentClient: POST https://payments.partner.example/v2/charges failed: connect ETIMEDOUT <ip> after <duration>";

    [Fact]
    public void A_host_that_stops_answering_is_the_first_cause_on_the_service_that_calls_it()
    {
        var verdict = Judge(PartnerDown());

        var cause = verdict.Causes[0];
        (cause.Category, cause.Signal, cause.Resource.Id).ShouldBe(
            (CauseCategory.DependencyFailure, "failing_dependency", CaseBuilder.Function.Id));
        cause.Summary.ShouldContain("payments.partner.example");
        cause.Confidence.ShouldBeGreaterThan(0.85);
        cause.Supporting.ShouldBe(["evi_log_000", "evi_log_001", "evi_metric_PaymentErrors"]);
        verdict.Causes.ShouldAllBe(other => other.Category == CauseCategory.DependencyFailure);
    }

    [Fact]
    public void The_loud_error_and_the_old_deployment_are_ruled_out()
    {
        var verdict = Judge(PartnerDown());

        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_log_002"));
        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_change_old") && item.Reason.Contains("before the onset"));
    }

    [Fact]
    public void Nothing_changed_is_said_when_every_source_of_changes_was_read() =>
        Judge(PartnerDown()).Causes[0].Explanation.ShouldContain("nothing of yours changed in the 4 h before the onset (read completely: lambda in eu-west-1)");

    [Theory]
    [InlineData(CoverageOutcome.Denied)]
    [InlineData(CoverageOutcome.Failed)]
    [InlineData(CoverageOutcome.Partial)]
    [InlineData(CoverageOutcome.TooEarly)]
    [InlineData(CoverageOutcome.NotApplicable)]
    public void Nothing_changed_is_not_said_when_a_source_of_changes_was_not_read(CoverageOutcome outcome)
    {
        var cause = Judge(PartnerDown().Covered(CaseBuilder.Row("lambda", outcome))).Causes[0];

        cause.Category.ShouldBe(CauseCategory.DependencyFailure);
        cause.Explanation.ShouldNotContain("nothing of yours changed");
    }

    [Fact]
    public void Nothing_changed_is_not_said_when_another_source_of_changes_has_a_gap() =>
        Judge(PartnerDown().Covered(CaseBuilder.Row("ecs", CoverageOutcome.TooEarly, mandatory: false)))
            .Causes[0].Explanation.ShouldNotContain("nothing of yours changed");

    [Theory]
    [InlineData("access", CoverageOutcome.Denied)]
    [InlineData("collection", CoverageOutcome.Failed)]
    [InlineData("collection", CoverageOutcome.TimedOut)]
    public void Nothing_changed_is_not_said_when_a_whole_integration_was_not_read(string source, CoverageOutcome outcome) =>
        Judge(PartnerDown().Covered(CaseBuilder.Row(source, outcome) with { IntegrationId = "int_gcp", Region = null }))
            .Causes[0].Explanation.ShouldNotContain("nothing of yours changed");

    [Fact]
    public void Nothing_changed_is_not_said_when_the_end_of_a_run_is_missing_and_its_sources_seem_complete() =>
        Judge(PartnerDown().Covered(CaseBuilder.Row("lambda") with { IntegrationId = "int_aws" })
            .Covered(CaseBuilder.Row("ecs") with { IntegrationId = "int_aws" })
            .Covered(CaseBuilder.Row("collection", CoverageOutcome.TimedOut) with { IntegrationId = "int_aws", Region = null }))
            .Causes[0].Explanation.ShouldNotContain("nothing of yours changed");

    [Fact]
    public void Nothing_changed_is_not_said_when_the_source_was_read_in_another_region_only() =>
        Judge(PartnerDown().Covered(CaseBuilder.Row("lambda") with { Region = "us-east-1" }))
            .Causes[0].Explanation.ShouldNotContain("nothing of yours changed");

    [Fact]
    public void Nothing_changed_is_not_said_when_an_integration_was_read_without_its_changes() =>
        Judge(PartnerDown().Covered(CaseBuilder.Row("lambda") with { IntegrationId = "int_aws" })
            .Covered(CaseBuilder.Row("run", CoverageOutcome.NotApplicable) with { IntegrationId = "int_gcp", Region = "global" }))
            .Causes[0].Explanation.ShouldNotContain("nothing of yours changed");

    [Fact]
    public void Nothing_changed_names_what_was_read_of_every_integration() =>
        Judge(PartnerDown().Covered(CaseBuilder.Row("lambda") with { IntegrationId = "int_aws" })
            .Covered(CaseBuilder.Row("audit_log") with { IntegrationId = "int_gcp", Region = "global" }))
            .Causes[0].Explanation.ShouldContain("(read completely: audit_log, lambda in eu-west-1)");

    [Fact]
    public void A_change_that_explains_the_errors_comes_first_and_is_not_denied()
    {
        var verdict = Judge(PartnerDown().Change(
            "evi_network", TimeSpan.FromMinutes(3), ChangeKind.Configuration, ("SecurityGroups", "sg-1", "sg-2")));

        verdict.Causes[0].ChangeId.ShouldBe("evi_network");
        verdict.Causes[0].Category.ShouldBe(CauseCategory.BadConfiguration);
        verdict.Causes.ShouldAllBe(cause => !cause.Explanation.Contains("nothing of yours changed"));
        verdict.Causes.ShouldAllBe(cause => cause.Rank == 1 || cause.Confidence < verdict.Causes[0].Confidence);
    }

    [Theory]
    [InlineData("ERROR dial tcp orders-db.internal:5432: connect: connection refused", "orders-db.internal")]
    [InlineData("ERROR getaddrinfo ENOTFOUND api.partner.example", "api.partner.example")]
    [InlineData("java.net.SocketTimeoutException: Read timed out at java.net.SocketInputStream calling http://stock:8080/v1", "stock")]
    [InlineData("ERROR 503 Service Unavailable from api.partner.example", "api.partner.example")]
    [InlineData("ERROR OperationalError: connection to orders-db timed out after <duration>", "orders-db")]
    [InlineData("ERROR could not resolve host db2", "db2")]
    [InlineData("ERROR failed to connect to 'stock-cache': i/o timeout", "stock-cache")]
    public void Hosts_are_found_in_what_programs_write(string template, string host) =>
        Judge(new CaseBuilder().Metric("Errors", 0, 30, MetricRole.Alarm).Pattern(template, 0, 30)).Causes[0].Summary.ShouldContain($"to {host} fail");

    [Theory]
    [InlineData("ERROR connection refused at Object.connect (net.js:1141)")]
    [InlineData("java.net.ConnectException: Connection refused")]
    [InlineData("Task timed out after 3.00 seconds")]
    [InlineData("ERROR connect ECONNREFUSED 127.0.0.1:6379")]
    [InlineData("ERROR connection to the database timed out")]
    public void Files_classes_and_the_machine_itself_are_no_hosts(string template) =>
        Judge(new CaseBuilder().Metric("Errors", 0, 30, MetricRole.Alarm).Pattern(template, 0, 30))
            .Causes.ShouldAllBe(cause => cause.Signal != "failing_dependency");

    [Fact]
    public void A_host_that_is_a_known_resource_is_that_resource()
    {
        var stock = CaseBuilder.Function with { Kind = ResourceKinds.EcsService, Id = "arn:aws:ecs:eu-west-1:111122223333:service/shop/stock", Name = "stock" };
        var file = new CaseBuilder().Metric("Errors", 0, 30, MetricRole.Alarm)
            .Pattern("ERROR GET http://stock.shop.local:8080/items failed: connection refused", 0, 30).Build();

        Diagnosis.Diagnose(file with { Resources = [.. file.Resources, stock] }).Causes[0].Resource.Id.ShouldBe(stock.Id);
    }

    [Fact]
    public void What_the_alarm_did_before_is_neither_blamed_nor_cleared()
    {
        var builder = PartnerDown().Change("evi_flap", TimeSpan.FromMinutes(5), ChangeKind.Lifecycle, ("state", "OK", "ALARM"));
        var file = builder.Build();
        var alarm = CaseBuilder.Function with { Kind = ResourceKinds.CloudWatchAlarm, Id = file.Alarms[0].Id, Name = "checkout-errors" };
        var verdict = Diagnosis.Diagnose(file with
        {
            Changes = [.. file.Changes.Select(change => change.EvidenceId == "evi_flap" ? change with { Resource = alarm } : change)],
        });

        verdict.Causes.ShouldAllBe(cause => cause.ChangeId == null);
        verdict.RuledOut.ShouldAllBe(item => !item.Evidence.Contains("evi_flap"));
        verdict.Causes[0].Explanation.ShouldContain("nothing of yours changed");
    }

    [Fact]
    public void Order_of_evidence_does_not_matter()
    {
        var file = PartnerDown().Build();
        var reversed = file with
        {
            Logs = [.. file.Logs.Reverse()], Metrics = [.. file.Metrics.Reverse()], Coverage = [.. file.Coverage.Reverse()],
        };

        JsonSerializer.Serialize(Diagnosis.Diagnose(reversed), ContractJson.Options)
            .ShouldBe(JsonSerializer.Serialize(Diagnosis.Diagnose(file), ContractJson.Options));
    }

    private static CaseBuilder PartnerDown() => new CaseBuilder()
        .Metric("PaymentErrors", 0, 36, MetricRole.Alarm)
        .Pattern(Refused, 0, 24)
        .Pattern("ERROR PaymentClient: payments.partner.example answered <num> Service Unavailable", 0, 12)
        .Pattern("ERROR Recommendations: cache refresh failed: connection reset by peer <*>", 300, 305)
        .Change("evi_change_old", TimeSpan.FromHours(73), ChangeKind.Deployment, ("CodeSha256", "aaa", "bbb"));

    private static Verdict Judge(CaseBuilder builder) => Diagnosis.Diagnose(builder.Build());
}
