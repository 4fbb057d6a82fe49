using System.Net;
using System.Net.Http.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Tests;

public sealed class BrokerClientTests
{
    [Fact]
    public async Task RedeemAsync_PipelineGivesUp_IsAClassifiedFailure()
    {
        var error = await Should.ThrowAsync<TransientCollectionException>(RedeemAsync(new RejectedByPipelineException()));

        error.Reason.ShouldBe(RefusalReason.ProviderUnreachable);
        error.Remedy.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task RedeemAsync_Cancelled_StaysACancellation()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(RedeemAsync(new OperationCanceledException(stop.Token), stop.Token));
    }

    private static async Task RedeemAsync(Exception thrown, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient(new Throwing(thrown)) { BaseAddress = new Uri("http://broker.test") };
        await new BrokerClient(http).RedeemAsync(
            new RedeemRequest { Token = "t", Audience = "aws", RunId = "run" }, cancellationToken);
    }

    /// <summary>As Polly's TimeoutRejectedException: neither an HTTP error nor a cancellation.</summary>
    private sealed class RejectedByPipelineException : Exception;

    private sealed class Throwing(Exception thrown) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(thrown);
    }

    [Theory]
    [InlineData(RefusalReason.Throttled)]
    [InlineData(RefusalReason.ProviderUnreachable)]
    public async Task Redeem_CloudBehindTheBrokerIsBusyOrAway_KeepsItsReasonMessageAndRemedy(RefusalReason reason)
    {
        var error = await Should.ThrowAsync<TransientCollectionException>(() => RedeemAsync(new ApiError
        {
            Error = "throttled", Message = "STS is throttling.", Reason = reason, Remedy = "Wait a minute.",
        }));

        error.Reason.ShouldBe(reason);
        error.Message.ShouldBe("STS is throttling.");
        error.Remedy.ShouldBe("Wait a minute.");
    }

    [Fact]
    public async Task Redeem_BrokerItselfIsAway_SaysThat() =>
        (await Should.ThrowAsync<TransientCollectionException>(() => RedeemAsync(
            new ApiError { Error = "unavailable", Message = "The service is not available now." })))
        .Message.ShouldContain("credential broker is not available");

    private static async Task RedeemAsync(ApiError error)
    {
        using var http = new HttpClient(new Fixed(error)) { BaseAddress = new Uri("http://broker.test") };
        await new BrokerClient(http).RedeemAsync(
            new RedeemRequest { Token = "t", Audience = "aws", RunId = "run_1" }, CancellationToken.None);
    }

    private sealed class Fixed(ApiError error) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            {
                Content = JsonContent.Create(error, options: ContractJson.Options),
            });
    }
}
