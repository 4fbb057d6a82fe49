using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class ShutdownTests
{
    [Theory]
    [InlineData(null, 30)]
    [InlineData("220", 220)]
    public async Task A_host_waits_for_what_it_has_begun_as_long_as_it_is_told(string? setting, int seconds)
    {
        await using var host = setting is null
            ? await TestHost.StartAsync() : await TestHost.StartAsync(null, ("Shutdown:TimeoutSeconds", setting));

        host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(seconds));
    }
}
