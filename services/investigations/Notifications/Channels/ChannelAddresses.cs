using System.Net;
using System.Net.Sockets;
using CauseFlow.ServiceDefaults.Outbound;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>Where a channel may lead: the public internet by https, and what the operator has allowed beside it.</summary>
public sealed class ChannelAddresses
{
    public const int MaxLength = 2_000;
    private readonly IReadOnlyList<IPNetwork> _allowed;
    private readonly bool _allowsPlain;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public ChannelAddresses(IOptions<NotificationOptions> options)
        : this(options, Dns.GetHostAddressesAsync)
    {
    }

    internal ChannelAddresses(
        IOptions<NotificationOptions> options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_allowed, _allowsPlain, _resolve) = (options.Value.Networks, options.Value.AllowPlainHttp, resolve);
    }

    /// <summary>What is wrong with an address as typed; null when it may be tried. Names are looked up only when it is.</summary>
    public string? ProblemOf(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || !(address.Scheme == Uri.UriSchemeHttps || (_allowsPlain && address.Scheme == Uri.UriSchemeHttp)))
        {
            return "The address must begin with https://.";
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0 || address.Host.Length == 0)
        {
            return "The address must have a host, and no user and no fragment.";
        }

        return IPAddress.TryParse(address.IdnHost.Trim('[', ']').TrimEnd('.'), out var literal)
            && !IsAllowed(literal, address.Scheme == Uri.UriSchemeHttp)
            ? "The address must be on the public internet, or in a network that the operator has allowed."
            : null;
    }

    /// <summary>The one address to connect to.</summary>
    /// <exception cref="AddressNotAllowedException">
    /// One of the name's addresses is not allowed, which is an attempt at rebinding; or it has none: nobody is told which of both.
    /// </exception>
    public async Task<IPAddress> ResolveAsync(string host, bool isPlain, CancellationToken cancellationToken)
    {
        IPAddress[] found;
        try
        {
            found = await _resolve(host, cancellationToken);
        }
        catch (SocketException)
        {
            found = [];
        }

        return found.Length > 0 && found.All(address => IsAllowed(address, isPlain))
            ? found[0]
            : throw new AddressNotAllowedException();
    }

    private bool IsAllowed(IPAddress address, bool isPlain)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(plain)) || (!isPlain && PublicAddress.IsPublic(address));
    }
}
