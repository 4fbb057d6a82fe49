using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using CsCheck;

namespace CauseFlow.Diagnosis.Tests;

public sealed class DiagnosisTests
{
    [Fact]
    public void A_memory_cut_before_timeouts_is_the_first_cause()
    {
        var verdict = Judge(CaseBuilder.MemoryCut());

        verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
        var cause = verdict.Causes[0];
        cause.Resource.Id.ShouldBe(CaseBuilder.Function.Id);
        cause.Category.ShouldBe(CauseCategory.BadConfiguration);
        cause.ChangeId.ShouldBe("evi_change_memory");
        cause.Summary.ShouldContain("MemorySize 1024 → 128");
        cause.Supporting.ShouldBe(["evi_change_memory", "evi_log_000", "evi_metric_Duration", "evi_state", "evi_metric_Errors"]);
        cause.Explanation.ShouldContain("evi_log_000");
        cause.Confidence.ShouldBeGreaterThan(0.85);
        verdict.Causes.Skip(1).ShouldAllBe(other => other.Confidence < cause.Confidence);
        verdict.Onset!.Earliest.ShouldBe(CaseBuilder.Onset);
    }

    [Fact]
    public void The_loud_error_and_yesterdays_deployment_are_ruled_out_with_numbers()
    {
        var verdict = Judge(CaseBuilder.MemoryCut());

        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_change_old") && item.Reason.Contains("26 h"));
        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_log_001") && item.Reason.Contains("lines/min"));
        verdict.Causes.ShouldAllBe(cause => !cause.Supporting.Contains("evi_log_001") && cause.ChangeId != "evi_change_old");
    }

    [Fact]
    public void Shuffled_and_repeated_evidence_gives_the_same_bytes()
    {
        var file = CaseBuilder.MemoryCut().Build();
        var expected = JsonSerializer.Serialize(Diagnosis.Diagnose(file), ContractJson.Options);

        Gen.Int.Sample(seed => JsonSerializer.Serialize(Diagnosis.Diagnose(Shuffled(file, seed)), ContractJson.Options) == expected, iter: 200);
    }

    [Fact]
    public void Reserved_concurrency_that_was_cut_explains_throttles()
    {
        var verdict = Judge(new CaseBuilder().Metric("Throttles", 0, 80, MetricRole.Alarm)
            .Metric("ConcurrentExecutions", 4, 5, statistic: "Maximum").State(("ReservedConcurrency", "5"))
            .Change("evi_change", TimeSpan.FromMinutes(4), ChangeKind.Configuration, ("ReservedConcurrency", "100", "5")));

        verdict.Causes[0].Category.ShouldBe(CauseCategory.BadConfiguration);
        verdict.Causes[0].ChangeId.ShouldBe("evi_change");
    }

    [Fact]
    public void Throttles_without_a_change_are_a_capacity_limit()
    {
        var verdict = Judge(new CaseBuilder().Metric("Throttles", 0, 80, MetricRole.Alarm));

        verdict.Causes[0].Category.ShouldBe(CauseCategory.CapacityLimit);
        verdict.Causes[0].Resource.Id.ShouldBe(CaseBuilder.Function.Id);
        verdict.Causes[0].ChangeId.ShouldBeNull();
    }

    [Fact]
    public void A_new_error_after_new_code_is_a_bad_deployment()
    {
        var verdict = Judge(new CaseBuilder().Metric("Errors", 0, 30, MetricRole.Alarm)
            .Pattern("ERROR KeyError: 'currency' in price()", 0, 30)
            .Change("evi_deploy", TimeSpan.FromMinutes(6), ChangeKind.Deployment, ("CodeSha256", "aaa", "bbb")));

        verdict.Causes[0].Category.ShouldBe(CauseCategory.BadDeployment);
        verdict.Causes[0].ChangeId.ShouldBe("evi_deploy");
        verdict.Causes[0].Supporting.ShouldContain("evi_log_000");
    }

    [Fact]
    public void An_environment_variable_named_like_a_setting_is_still_an_environment_variable()
    {
        var verdict = Judge(new CaseBuilder().Metric("Errors", 0, 30, MetricRole.Alarm).Pattern("ERROR unknown api version", 0, 30)
            .Change("evi_env", TimeSpan.FromMinutes(3), ChangeKind.Configuration, ("Environment.VERSION", "2 characters", "3 characters")));

        verdict.Causes[0].Category.ShouldBe(CauseCategory.BadConfiguration);
        verdict.Causes[0].ChangeId.ShouldBe("evi_env");
    }

    [Theory]
    [InlineData("ERROR connect ECONNREFUSED <*>:5432", CauseCategory.DependencyFailure)]
    [InlineData("ERROR AccessDeniedException: not authorized to perform: dynamodb:GetItem", CauseCategory.PermissionOrCredential)]
    [InlineData("ERROR ThrottlingException: Rate exceeded", CauseCategory.CapacityLimit)]
    [InlineData("RuntimeError: out of memory", CauseCategory.ResourceExhaustion)]
    public void A_new_error_without_a_change_takes_its_category_from_its_words(string template, CauseCategory expected)
    {
        var verdict = Judge(new CaseBuilder().Metric("Errors", 0, 30, MetricRole.Alarm).Pattern(template, 0, 30));

        verdict.Causes[0].Category.ShouldBe(expected);
    }

    [Fact]
    public void A_change_after_the_onset_is_never_blamed()
    {
        var verdict = Judge(new CaseBuilder().Metric("Errors", 0, 30, MetricRole.Alarm).Pattern("ERROR something new", 0, 30)
            .Change("evi_rollback", TimeSpan.FromMinutes(-4), ChangeKind.Deployment, ("CodeSha256", "aaa", "bbb")));

        verdict.Causes.ShouldAllBe(cause => cause.ChangeId == null);
        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_rollback") && item.Reason.Contains("after the onset"));
    }

    [Fact]
    public void A_quiet_metric_and_nothing_new_is_no_incident()
    {
        var verdict = Judge(new CaseBuilder().Metric("Errors", 1, 1, MetricRole.Alarm).Pattern("request <*> done", 600, 600, LogSeverity.Info)
            .Change("evi_deploy", TimeSpan.FromMinutes(6), ChangeKind.Deployment, ("CodeSha256", "aaa", "bbb")));

        verdict.Outcome.ShouldBe(VerdictOutcome.NoIncident);
        verdict.Causes.ShouldBeEmpty();
    }

    [Fact]
    public void While_a_source_is_too_early_nothing_happened_may_not_be_the_verdict()
    {
        var verdict = Judge(new CaseBuilder().Metric("Errors", 1, 1, MetricRole.Alarm)
            .Covered(CaseBuilder.Row("cloudtrail", CoverageOutcome.TooEarly, mandatory: false)));

        verdict.Outcome.ShouldBe(VerdictOutcome.Insufficient);
        verdict.Summary.ShouldContain("cloudtrail");
    }

    [Fact]
    public void A_denied_mandatory_source_caps_the_confidence_and_is_named()
    {
        var verdict = Judge(CaseBuilder.MemoryCut().Covered(CaseBuilder.Row("logs", CoverageOutcome.Denied, permission: "logs:StartQuery")));

        verdict.Causes.ShouldAllBe(cause => cause.Confidence <= 0.6);
        verdict.Causes[0].Explanation.ShouldContain("logs:StartQuery");
        verdict.Causes[0].ChangeId.ShouldBe("evi_change_memory");
    }

    [Fact]
    public void Nothing_at_all_is_insufficient()
    {
        var verdict = Judge(new CaseBuilder());

        verdict.Outcome.ShouldBe(VerdictOutcome.Insufficient);
        verdict.Causes.ShouldBeEmpty();
    }

    [Fact]
    public void An_abnormal_metric_that_nothing_explains_is_insufficient()
    {
        var verdict = Judge(new CaseBuilder().Metric("Errors", 0, 30, MetricRole.Alarm));

        verdict.Outcome.ShouldBe(VerdictOutcome.Insufficient);
        verdict.Onset.ShouldNotBeNull();
    }

    [Fact]
    public void Five_hundred_patterns_and_sixty_series_take_under_a_second()
    {
        var builder = CaseBuilder.MemoryCut();
        for (var i = 0; i < 500; i++)
        {
            builder.Pattern($"ERROR pattern {i} <*>", i % 7, i % 11);
        }

        for (var i = 0; i < 60; i++)
        {
            builder.Metric($"Companion{i}", 10, 12);
        }

        var file = builder.Build();
        Diagnosis.Diagnose(file);
        var watch = Stopwatch.StartNew();
        Diagnosis.Diagnose(file).Causes[0].ChangeId.ShouldBe("evi_change_memory");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Every_cited_id_exists_in_the_case()
    {
        var file = CaseBuilder.MemoryCut().Build();
        var verdict = Diagnosis.Diagnose(file);
        HashSet<string> known = [.. file.Metrics.Select(x => x.EvidenceId), .. file.Logs.Select(x => x.EvidenceId),
            .. file.States.Select(x => x.EvidenceId), .. file.Changes.Select(x => x.EvidenceId)];

        verdict.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting))
            .Concat(verdict.RuledOut.SelectMany(item => item.Evidence)).ShouldAllBe(id => known.Contains(id));
    }

    private static Verdict Judge(CaseBuilder builder) => Diagnosis.Diagnose(builder.Build());

    private static CaseFile Shuffled(CaseFile file, int seed)
    {
        var random = new Random(seed);
        return file with
        {
            Alarms = Mix(file.Alarms), Resources = Mix(file.Resources), Relations = Mix(file.Relations), Metrics = Mix(file.Metrics),
            Logs = Mix(file.Logs), States = Mix(file.States), Changes = Mix(file.Changes), Coverage = Mix(file.Coverage),
        };

        T[] Mix<T>(IReadOnlyList<T> facts)
        {
            T[] mixed = [.. facts, .. facts.Where(_ => random.Next(2) == 0)];
            random.Shuffle(mixed);
            return mixed;
        }
    }
}
