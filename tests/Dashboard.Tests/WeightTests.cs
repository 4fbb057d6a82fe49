namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class WeightTests(OpenDashboard dashboard)
{
    private const double MaxBytes = 500 * 1024;

    [Fact]
    public async Task An_incident_page_is_light_for_who_comes_for_the_first_time()
    {
        await using var visitor = await dashboard.SignInAsync();
        var network = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
        await network.SendAsync("Network.enable");
        var bytes = 0.0;
        network.Event("Network.loadingFinished").OnEvent += (_, finished) =>
            bytes += finished is { } known ? known.GetProperty("encodedDataLength").GetDouble() : 0;

        var times = new StepTimes("incident page");
        await times.MeasureAsync("the first time", () => visitor.OpenAsync($"/incidents/{dashboard.IncidentId}"));

        bytes.ShouldBeInRange(1, MaxBytes);
        StepTimes.Say($"{bytes / 1024:0} KB");
        for (var again = 0; again < 3; again++)
        {
            await times.MeasureAsync("again", () => visitor.OpenAsync($"/incidents/{dashboard.IncidentId}"));
        }

        await using var other = await dashboard.SignInAsync();
        await times.MeasureAsync("the first time of another browser", () => other.OpenAsync($"/incidents/{dashboard.IncidentId}"));

        (await other.Page.Locator("main").InnerTextAsync()).ShouldContain(dashboard.Cause);
    }
}
