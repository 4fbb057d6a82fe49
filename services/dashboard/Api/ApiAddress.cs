using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.Api;

/// <summary>Where the gateway is. In all-in-one the gateway takes its port after the dashboard has started.</summary>
public sealed class ApiAddress(IOptions<DashboardOptions> options)
{
    private Uri? told;

    /// <summary>Ends in a slash, so that relative paths stay below it.</summary>
    public Uri Url => Volatile.Read(ref told) ?? WithSlash(options.Value.ApiUrl);

    /// <summary>From now on this one.</summary>
    public void Use(Uri gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        Volatile.Write(ref told, WithSlash(gateway.ToString()));
    }

    private static Uri WithSlash(string url) => new(url.EndsWith('/') ? url : url + "/");
}
