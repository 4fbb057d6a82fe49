using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CauseFlow.Cluster.Tls;

namespace CauseFlow.Messaging.Tests;

/// <summary>The password and every message go to whoever is taken for RabbitMQ.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("own", "localhost", true)]
    [InlineData("other", "localhost", false)]
    [InlineData(null, "localhost", false)]
    [InlineData("own", "another.example", false)]
    public async Task Only_the_named_authoritys_server_of_that_name_is_spoken_to(string? caFile, string server, bool isSpokenTo)
    {
        using var own = new LocalAuthority(Path.Combine(_folder, "own"), TimeProvider.System);
        using var other = new LocalAuthority(Path.Combine(_folder, "other"), TimeProvider.System);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var host = await BusHost.StartAsync(new Dictionary<string, string?>
        {
            ["Storage:DataFolder"] = Path.Combine(_folder, "data"),
            ["Bus:Transport"] = "RabbitMq",
            ["Bus:Host"] = LocalAuthority.HostName,
            ["Bus:Port"] = $"{((IPEndPoint)listener.LocalEndpoint).Port}",
            ["Bus:Username"] = "someone",
            ["Bus:Password"] = "something",
            ["Bus:UseTls"] = "true",
            ["Bus:CaFile"] = caFile is null ? null : Path.Combine(_folder, caFile, "ca.crt"),
        });

        var certificate = own.Issue("rabbitmq", server);
        var words = await FirstWordsAsync(listener, certificate.CertificateFile, certificate.KeyFile);

        // Nobody listens any more: the bus that tries again is refused at once, and its host can stop.
        listener.Stop();
        words.ShouldBe(isSpokenTo ? "AMQP" : "");
    }

    /// <returns>What the client says first once it takes the certificate; nothing when it does not.</returns>
    private static async Task<string> FirstWordsAsync(TcpListener listener, string certificateFile, string keyFile)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var client = await listener.AcceptTcpClientAsync(limit.Token);
        await using var tls = new SslStream(client.GetStream());
        using var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        try
        {
            await tls.AuthenticateAsServerAsync(certificate, clientCertificateRequired: false, SslProtocols.None, checkCertificateRevocation: false);
            var words = new byte[4];
            await tls.ReadExactlyAsync(words, TestContext.Current.CancellationToken);
            return Encoding.ASCII.GetString(words);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or EndOfStreamException)
        {
            return "";
        }
    }
}
