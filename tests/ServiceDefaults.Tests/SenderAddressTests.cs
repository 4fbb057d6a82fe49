using System.Net;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class SenderAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2::1", "20010DB800010002")]
    [InlineData("2001:db8:1:3::1", "20010DB800010003")]
    public void One_sender_is_an_address_or_a_whole_network_of_IPv6(string address, string network) =>
        SenderAddress.NetworkOf(IPAddress.Parse(address)).ShouldBe(network);

    [Fact]
    public void Connections_without_an_address_are_one_sender() => SenderAddress.NetworkOf(null).ShouldBe("none");
}
