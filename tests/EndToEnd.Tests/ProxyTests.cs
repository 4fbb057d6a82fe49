using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>Where a machine reaches the clouds only through a proxy, HTTPS_PROXY and HTTP_PROXY are all that has to be set.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task Every_call_to_a_cloud_goes_through_the_machines_proxy_and_none_to_itself_does()
    {
        await using var proxy = await ForwardProxy.StartAsync();
        await using var customer = await Customer.StartAsync(
            new Dictionary<string, string?> { ["http_proxy"] = proxy.Address.ToString(), ["https_proxy"] = proxy.Address.ToString() },
            "aws-gcp-checkout");
        await customer.ConnectAllAsync();
        (await customer.RaiseScenarioAlarmAsync()).ShouldBe(200);

        var export = await customer.VerdictAsync();

        export.Verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
        customer.Cloud.Calls.Count.ShouldBeGreaterThan(20);
        proxy.Forwarded.ShouldBe(customer.Cloud.Calls.Count, "and what the services say to each other is not among them");
    }
}
