namespace CauseFlow.Causeflow.Tests;

/// <summary>The lines of docs/cli.md, run in a shell against a product.</summary>
public sealed class GuideTests(InvestigatedProduct product)
{
    /// <summary>On a product of its own: the guide takes the newest incident, which must not be another test's.</summary>
    [Fact]
    public async Task EveryLineOfTheGuide_Works()
    {
        using var program = new CommandLine();
        await using var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();
        await customer.VerdictAsync();

        var output = await GuideLines.RunAsync(
            customer, ("causeflow", $"#!/bin/sh\nexec '{CommandLine.Program}' \"$@\"\n"), GuideLines.Of("cli.md"),
            new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = program.Folder });

        output.ShouldContain("Logged in");
        output.ShouldContain("The verdict is the same.");
        output.ShouldContain("complete and unchanged");
    }

    [Fact]
    public async Task EveryLineOfTheNotificationsGuide_Works()
    {
        using var program = new CommandLine();
        var before = await product.Customer.Api.GetAsync("v1/settings/notifications");
        before.GetProperty("channels").GetArrayLength().ShouldBe(1);
        var (tenant, key) = await AnotherTenantAsync();

        var output = await GuideLines.RunAsync(
            product.Customer, ("causeflow", $"#!/bin/sh\nexec '{CommandLine.Program}' \"$@\"\n"), GuideLines.Of("notifications.md"),
            new Dictionary<string, string>
            {
                ["XDG_CONFIG_HOME"] = program.Folder, ["CAUSEFLOW_URL"] = product.Customer.Url.AbsoluteUri, ["CAUSEFLOW_API_KEY"] = key,
            });

        output.ShouldContain("hooks.slack.com");
        output.ShouldNotContain("XXXX", Case.Sensitive, tenant);
    }

    /// <summary>So that the receiver of the other tests stays.</summary>
    private async Task<(string Tenant, string Key)> AnotherTenantAsync()
    {
        var api = product.Customer.Api;
        var tenant = (await api.PostAsync("v1/tenants", new { name = "reader of the guide" })).GetProperty("id").GetString()!;
        return (tenant, (await api.PostAsync($"v1/tenants/{tenant}/api-keys")).GetProperty("key").GetString()!);
    }
}
