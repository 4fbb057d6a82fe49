using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// How often a key may be tried from one address, in one minute and one replica. Apart from the gateway's limit of requests, which is
/// for whole pages and far too wide for guesses.
/// </summary>
internal sealed class SignInLimit(TimeProvider time, IOptions<DashboardOptions> options)
{
    /// <summary>Further addresses of a minute share one counter.</summary>
    private const int MaxAddresses = 50_000;
    private const string Others = "others";
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> tries = new(StringComparer.Ordinal);
    private long minute;

    /// <summary>Counts one try; false when there were too many before it.</summary>
    /// <param name="address">As the gateway says.</param>
    public bool TryTake(IPAddress? address)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        var key = TextOf(address);
        lock (gate)
        {
            if (now != minute)
            {
                tries.Clear();
                minute = now;
            }

            if (tries.Count >= MaxAddresses && !tries.ContainsKey(key))
            {
                key = Others;
            }

            var before = tries.GetValueOrDefault(key);
            tries[key] = before + 1;
            return before < options.Value.SignInsPerMinute;
        }
    }

    /// <summary>Whole seconds until all may try again.</summary>
    public int SecondsLeft() => (int)(60 - (time.GetUtcNow().ToUnixTimeSeconds() % 60));

    // One customer of an IPv6 network usually has a whole /64.
    private static string TextOf(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.MapToIPv4().ToString() ?? "none";
}
