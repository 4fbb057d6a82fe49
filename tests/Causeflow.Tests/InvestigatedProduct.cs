[assembly: AssemblyFixture(typeof(CauseFlow.Causeflow.Tests.InvestigatedProduct))]

namespace CauseFlow.Causeflow.Tests;

/// <summary>One product with a connected account and an investigated incident, for all tests: it costs half a minute.</summary>
public sealed class InvestigatedProduct : IAsyncLifetime
{
    public Customer Customer { get; private set; } = null!;

    /// <summary>Of the incident that has a verdict.</summary>
    public string IncidentId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Customer = await Customer.StartAsync();
        await Customer.ConnectAsync();
        await Customer.RaiseAlarmAsync();
        IncidentId = (await Customer.VerdictAsync()).Case.IncidentId;
    }

    /// <summary>The program, logged in as the first admin.</summary>
    public CommandLine LoggedIn()
    {
        var program = new CommandLine();
        program.Environment["CAUSEFLOW_URL"] = Customer.Url.AbsoluteUri;
        program.Environment["CAUSEFLOW_API_KEY"] = Customer.Product.AdminKey;
        return program;
    }

    public ValueTask DisposeAsync() => Customer.DisposeAsync();
}
