namespace CauseFlow.Dashboard.Tests;

/// <summary>A product that is filled with very much, which no other class of tests has to live with.</summary>
public sealed class LargeDashboard : BrowserFixture
{
    /// <summary>Of the lambda-timeout scenario, with its verdict: what is filled in are copies of it.</summary>
    public string IncidentId { get; private set; } = "";

    /// <summary>The store of the product's cases, to be filled.</summary>
    public Task<StoreSeed> SeedAsync() => StoreSeed.OpenAsync(Customer.Product.DataFolder);

    public async Task<Visitor> SignInAsync()
    {
        var visitor = await VisitAsync();
        await visitor.SignInAsync(Customer.Product.AdminKey);
        return visitor;
    }

    protected override async Task<Customer> StartAsync()
    {
        var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();
        IncidentId = (await customer.VerdictAsync()).Case.IncidentId;
        return customer;
    }
}
