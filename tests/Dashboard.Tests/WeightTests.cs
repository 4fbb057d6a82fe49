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

        await visitor.OpenAsync($"/incidents/{dashboard.IncidentId}");

        bytes.ShouldBeInRange(1, MaxBytes);
    }
}
