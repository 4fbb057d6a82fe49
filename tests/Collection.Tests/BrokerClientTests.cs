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
}
