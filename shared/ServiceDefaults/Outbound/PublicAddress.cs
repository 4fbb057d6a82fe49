using System.Net;
using System.Net.Sockets;

namespace CauseFlow.ServiceDefaults.Outbound;

/// <summary>Which addresses on the internet a request that others asked for may go to.</summary>
public static class PublicAddress
{
    // RFC 6890 special-purpose blocks, multicast and 6to4 relays included.
    private static readonly IPNetwork[] RefusedBlocks =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork[] RefusedBlocksOfIPv6 =
    [
        // Teredo, benchmarking and ORCHID (2001::/23), documentation, 6to4: they wrap or stand for other addresses.
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (address.IsIPv4MappedToIPv6)
            {
                return IsPublic(address.MapToIPv4());
            }

            if (Nat64.Contains(address))
            {
                return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
            }

            return GlobalUnicast.Contains(address) && !RefusedBlocksOfIPv6.Any(block => block.Contains(address));
        }

        return !RefusedBlocks.Any(block => block.Contains(address));
    }
}
