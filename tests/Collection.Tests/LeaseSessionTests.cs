using System.Net;
using System.Net.Http.Json;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Collection.Tests;

public sealed class LeaseSessionTests
{
    [Fact]
    public async Task Redeem_CallerThatGivesUp_CostsTheOthersNothing()
    {
        using var broker = new SlowBroker();
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", TimeProvider.System, CancellationToken.None);
        using var impatient = new CancellationTokenSource();
        var first = sut.RedeemAsync(CredentialAudiences.GcpLogging, impatient.Token);
        var second = sut.RedeemAsync(CredentialAudiences.GcpLogging, CancellationToken.None);

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        broker.Answer.SetResult();

        (await second).RunNumber.ShouldBe(2);
        sut.RunNumber.ShouldBe(2);
        broker.Calls.ShouldBe(1, "each audience is redeemed once");
    }

    [Fact]
    public async Task Redeem_CloudThatThrottles_IsAskedAgainByALaterCallAfterAPause()
    {
        var time = new FakeTimeProvider();
        using var broker = new ScriptedBroker(
            () => Refusal(HttpStatusCode.ServiceUnavailable, RefusalReason.Throttled, retryAfterSeconds: 9), Granted);
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", time, CancellationToken.None);

        (await Should.ThrowAsync<TransientCollectionException>(() => RedeemAsync(sut))).Reason.ShouldBe(RefusalReason.Throttled);
        var (second, third) = (RedeemAsync(sut), RedeemAsync(sut));
        time.Advance(TimeSpan.FromSeconds(8));
        broker.Calls.ShouldBe(1, "the cloud asked for nine seconds");
        time.Advance(TimeSpan.FromSeconds(1));

        (await second).ShouldBeSameAs(await third);
        (await RedeemAsync(sut)).RunNumber.ShouldBe(2);
        broker.Calls.ShouldBe(2, "who asks meanwhile waits for the same attempt, and what was given stays");
    }

    [Fact]
    public async Task Redeem_CloudThatStaysAway_IsAskedThreeTimesAndNoMore()
    {
        var time = new FakeTimeProvider();
        using var broker = new ScriptedBroker(
            () => Refusal(HttpStatusCode.ServiceUnavailable, RefusalReason.Throttled, retryAfterSeconds: 3600),
            () => Refusal(HttpStatusCode.ServiceUnavailable, RefusalReason.ProviderUnreachable),
            () => Refusal(HttpStatusCode.ServiceUnavailable, RefusalReason.ProviderUnreachable), Granted);
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", time, CancellationToken.None);

        for (var i = 0; i < 5; i++)
        {
            var call = RedeemAsync(sut);
            time.Advance(LeaseSession.MaxPause);
            await Should.ThrowAsync<TransientCollectionException>(() => call);
        }

        broker.Calls.ShouldBe(LeaseSession.MaxAttempts);
    }

    [Fact]
    public async Task Redeem_BrokerThatRestarts_IsWaitedForByTheFirstCall()
    {
        var time = new FakeTimeProvider();
        using var broker = new ScriptedBroker(
            () => throw new HttpRequestException("connection refused"), () => Refusal(HttpStatusCode.ServiceUnavailable, null),
            () => new HttpResponseMessage(HttpStatusCode.BadGateway), Granted);
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", time, CancellationToken.None);

        var call = RedeemAsync(sut);
        for (var seconds = 0; seconds < 7; seconds++)
        {
            call.IsCompleted.ShouldBeFalse();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        (await call).RunNumber.ShouldBe(2);
        broker.Calls.ShouldBe(4, "after 1, 2 and 4 seconds");
    }

    [Fact]
    public async Task Redeem_BrokerThatStaysAway_IsWaitedForHalfAMinute()
    {
        var time = new FakeTimeProvider();
        using var broker = new ScriptedBroker(
            [.. Enumerable.Repeat<Func<HttpResponseMessage>>(() => throw new HttpRequestException("connection refused"), 50)]);
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", time, CancellationToken.None);

        await FailAsync(sut, time);
        broker.Calls.ShouldBe(6, "after 1, 2, 4, 8 and 15 seconds");
        var second = RedeemAsync(sut);
        time.Advance(LeaseSession.MaxPause);
        await Should.ThrowAsync<TransientCollectionException>(() => second);
        broker.Calls.ShouldBe(7, "the time is over");
    }

    [Fact]
    public async Task Redeem_BrokerThatAnsweredMeanwhile_IsWaitedForAnew()
    {
        var time = new FakeTimeProvider();
        using var broker = new ScriptedBroker(
            () => throw new HttpRequestException("connection refused"),
            () => Refusal(HttpStatusCode.ServiceUnavailable, RefusalReason.Throttled),
            () => throw new HttpRequestException("connection refused"), Granted);
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", time, CancellationToken.None);

        (await FailAsync(sut, time)).Reason.ShouldBe(RefusalReason.Throttled);
        time.Advance(LeaseSession.Patience * 2);
        var second = RedeemAsync(sut);
        for (var seconds = 0; seconds < 5; seconds++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        (await second).RunNumber.ShouldBe(2);
    }

    [Fact]
    public async Task Redeem_BrokerThatSaysHowLong_IsNotAskedBefore()
    {
        var time = new FakeTimeProvider();
        using var broker = new ScriptedBroker(() => Refusal(HttpStatusCode.ServiceUnavailable, null, retryAfterSeconds: 5), Granted);
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", time, CancellationToken.None);

        var call = RedeemAsync(sut);
        time.Advance(TimeSpan.FromSeconds(4));
        broker.Calls.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(1));

        (await call).RunNumber.ShouldBe(2);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Redeem_BrokerThatTookTheRequest_IsNotAskedAgainByItself(HttpStatusCode status)
    {
        using var broker = new ScriptedBroker(() => new HttpResponseMessage(status) { Content = new StringContent("{") }, Granted);
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", new FakeTimeProvider(), CancellationToken.None);

        (await Should.ThrowAsync<TransientCollectionException>(() => RedeemAsync(sut))).IsBrokerAway.ShouldBeFalse();

        broker.Calls.ShouldBe(1, "each may have been one of the redemptions that a run has");
    }

    [Fact]
    public async Task Redeem_Refused_StaysRefusedForTheRun()
    {
        using var broker = new ScriptedBroker(
            () => Refusal(HttpStatusCode.UnprocessableEntity, RefusalReason.SecretExpired), Granted);
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", TimeProvider.System, CancellationToken.None);

        await Should.ThrowAsync<PermanentCollectionException>(() => RedeemAsync(sut));
        (await Should.ThrowAsync<PermanentCollectionException>(() => RedeemAsync(sut))).Reason.ShouldBe(RefusalReason.SecretExpired);

        broker.Calls.ShouldBe(1);
    }

    /// <summary>Lets time pass until the redemption has failed.</summary>
    private static async Task<TransientCollectionException> FailAsync(LeaseSession session, FakeTimeProvider time)
    {
        var (began, call) = (time.GetUtcNow(), RedeemAsync(session));
        while (!call.IsCompleted && time.GetUtcNow() - began <= LeaseSession.Patience)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        return await Should.ThrowAsync<TransientCollectionException>(() => call);
    }

    private static Task<RedeemResponse> RedeemAsync(LeaseSession session) =>
        session.RedeemAsync(CredentialAudiences.GcpLogging, CancellationToken.None);

    private static HttpResponseMessage Refusal(HttpStatusCode status, RefusalReason? reason, int? retryAfterSeconds = null)
    {
        var answer = new HttpResponseMessage(status)
        {
            Content = JsonContent.Create(
                new ApiError { Error = "x", Message = "m", Reason = reason }, options: ContractJson.Options),
        };
        answer.Headers.RetryAfter = retryAfterSeconds is { } seconds ? new(TimeSpan.FromSeconds(seconds)) : null;
        return answer;
    }

    private static HttpResponseMessage Granted() => new(HttpStatusCode.OK)
    {
        Content = JsonContent.Create(new RedeemResponse
        {
            Provider = CloudProvider.Gcp, Credentials = new RedeemedCredentials { AccessToken = "t" },
            ExpiresAt = DateTimeOffset.UnixEpoch, RunNumber = 2, CallBudget = new Dictionary<string, int>(),
            CostBudgetBytes = 0,
        }, options: ContractJson.Options),
    };

    private sealed class ScriptedBroker(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answers[Calls++]());
    }

    private sealed class SlowBroker : HttpMessageHandler
    {
        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            await Answer.Task.WaitAsync(cancellationToken);
            return Granted();
        }
    }
}
