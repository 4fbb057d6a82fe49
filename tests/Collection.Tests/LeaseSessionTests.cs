using System.Net;
using System.Net.Http.Json;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Tests;

public sealed class LeaseSessionTests
{
    [Fact]
    public async Task Redeem_CallerThatGivesUp_CostsTheOthersNothing()
    {
        using var broker = new SlowBroker();
        using var http = new HttpClient(broker) { BaseAddress = new Uri("http://broker.test") };
        var sut = new LeaseSession(new BrokerClient(http), "token", "run_1", CancellationToken.None);
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

    private sealed class SlowBroker : HttpMessageHandler
    {
        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            await Answer.Task.WaitAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = JsonContent.Create(new RedeemResponse
                {
                    Provider = CloudProvider.Gcp, Credentials = new RedeemedCredentials { AccessToken = "t" },
                    ExpiresAt = DateTimeOffset.UnixEpoch, RunNumber = 2, CallBudget = new Dictionary<string, int>(),
                    CostBudgetBytes = 0,
                }, options: ContractJson.Options),
            };
        }
    }
}
