namespace CauseFlow.Dashboard.Tests;

/// <summary>A product in which nothing is connected yet, with an account of AWS and a project of Google Cloud to connect.</summary>
public sealed class NewTenant : BrowserFixture
{
    protected override Task<Customer> StartAsync() => Customer.StartAsync(scenario: "aws-gcp-checkout");
}
