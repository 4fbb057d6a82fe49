using System.Net;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>How a grant ends when nothing can be collected. No call to AWS is made: the address is a dead port.</summary>
public sealed class AwsCollectionTests
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly CollectedFindings _findings = new();

    [Fact]
    public async Task A_closed_lease_ends_in_silence()
    {
        using var sut = new AwsBench(Nowhere, () => AwsBench.Refused(
            HttpStatusCode.Forbidden, new ApiError { Error = "lease_closed", Message = "closed" }));

        var end = await RunAsync(sut, Grant());

        end.ShouldBe(CollectionEnd.Closed);
        _findings.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, "redemption_limit", null, RefusalReason.RedemptionLimit)]
    [InlineData(HttpStatusCode.UnprocessableEntity, "access_refused", RefusalReason.ExternalIdMismatch, RefusalReason.ExternalIdMismatch)]
    [InlineData(HttpStatusCode.Forbidden, "wrong_identity", null, RefusalReason.InvalidInput)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "unavailable", null, RefusalReason.ProviderUnreachable)]
    public async Task A_refused_redemption_is_a_failed_collection(
        HttpStatusCode status, string code, RefusalReason? given, RefusalReason expected)
    {
        using var sut = new AwsBench(Nowhere, () => AwsBench.Refused(
            status, new ApiError { Error = code, Message = "why", Reason = given, Remedy = "what to do" }));

        var failed = (await RunAsync(sut, Grant())).Failed.ShouldNotBeNull();

        failed.Reason.ShouldBe(expected);
        failed.Message.ShouldContain("why");
        failed.Remedy.ShouldNotBeNullOrEmpty();
        failed.RunNumber.ShouldBe(0);
    }

    [Theory]
    [InlineData("999999999999", "us-east-1", RefusalReason.InvalidInput)]
    [InlineData("123456789012", "eu-west-1", RefusalReason.RegionDisabled)]
    [InlineData("123456789012", "evil.example.com/x", RefusalReason.RegionDisabled)]
    public async Task An_alarm_from_elsewhere_is_not_read(string account, string region, RefusalReason expected)
    {
        using var sut = new AwsBench(Nowhere, () => throw new InvalidOperationException("must not redeem"));
        var grant = AwsBench.Grant(
            "123456789012", "us-east-1", $"arn:aws:cloudwatch:{region}:{account}:alarm:x", Now, Now);

        (await RunAsync(sut, grant)).Failed.ShouldNotBeNull().Reason.ShouldBe(expected);
    }

    [Fact]
    public async Task A_cloud_that_cannot_be_reached_still_completes()
    {
        using var sut = new AwsBench(Nowhere, () => AwsBench.Redeemed(AwsBench.AnyCredentials, Now));

        var completed = (await RunAsync(sut, Grant())).Completed.ShouldNotBeNull();

        completed.Sources.Single(s => s.Source == "alarm").Outcome.ShouldBe(CoverageOutcome.Failed);
        completed.Sources.Where(s => s.Source != "alarm").ShouldAllBe(s => s.Outcome == CoverageOutcome.NotApplicable);
        _findings.Of(f => f.Coverage).ShouldContain(c => c.Reason == RefusalReason.ProviderUnreachable && c.Remedy != null);
    }

    [Fact]
    public async Task A_lease_that_closes_stops_the_run_and_only_it()
    {
        AwsBench? bench = null;
        bench = new AwsBench(Nowhere, () =>
        {
            bench!.Leases.Close("lea_other").ShouldBeFalse();
            bench.Leases.Close("lea_1").ShouldBeTrue();
            return AwsBench.Redeemed(AwsBench.AnyCredentials, Now);
        });
        using (bench)
        {
            (await RunAsync(bench, Grant())).ShouldBe(CollectionEnd.Closed);
        }

        _findings.All.ShouldBeEmpty();
    }

    private static AwsSessionGranted Grant() => AwsBench.Grant(
        "123456789012", "us-east-1", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:x", Now, Now);

    private Task<CollectionEnd> RunAsync(AwsBench sut, AwsSessionGranted grant) =>
        sut.Collection.RunAsync(grant, _findings, TestContext.Current.CancellationToken);
}
