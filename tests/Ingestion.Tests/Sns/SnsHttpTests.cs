using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.Ingestion.Sns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>The way out, against a real TLS server on loopback that plays the operator's extra host.</summary>
public sealed class SnsHttpTests : IAsyncLifetime
{
    private readonly TestCa _ca = new();
    private readonly RSA _key = RSA.Create(2048);
    private WebApplication _server = null!;
    private int _port;

    private RequestDelegate Answer { get; set; } = http => http.Response.WriteAsync("certificate");

    public async ValueTask InitializeAsync()
    {
        using var issued = _ca.Issue(SnsSigner.Host, _key, dnsName: SnsSigner.Host).CopyWithPrivateKey(_key);
        var certificate = X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pfx), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _server = builder.Build();
        _server.Run(http => Answer(http));
        await _server.StartAsync();
        var addresses = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        _port = new Uri(addresses.Addresses.Single()).Port;
    }

    [Fact]
    public async Task The_extra_host_is_reached_at_its_fixed_address_with_name_and_chain_checked()
    {
        using var http = Create(_ca.RootFile);
        var fetch = await http.GetAsync(Url(), default);
        System.Text.Encoding.ASCII.GetString(fetch.Body).ShouldBe("certificate");
    }

    [Fact]
    public async Task A_server_of_another_root_is_refused()
    {
        using var other = new TestCa();
        using var http = Create(other.RootFile);
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(Url(), default));
    }

    [Fact]
    public async Task A_server_of_another_name_is_refused()
    {
        using var http = Create(_ca.RootFile, host: "sns.other.example");
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(Url("sns.other.example"), default));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var calls = 0;
        Answer = http =>
        {
            calls++;
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        using var http = Create(_ca.RootFile);
        (await http.GetAsync(Url(), default)).Status.ShouldBe(HttpStatusCode.Redirect);
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_large_answer_is_refused()
    {
        Answer = http => http.Response.WriteAsync(new string('x', 70_000));
        using var http = Create(_ca.RootFile);
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(Url(), default));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:10.0.0.1")]
    public async Task A_host_of_amazon_that_resolves_to_an_inner_address_is_not_connected_to(string address)
    {
        using var http = Create(_ca.RootFile, resolved: [IPAddress.Parse("54.239.28.85"), IPAddress.Parse(address)]);
        var fields = SnsSigner.Notification(SnsFixture.Now);
        fields["SigningCertURL"] = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem";
        var refused = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(Url(fields), default));
        refused.ToString().ShouldContain("public address");
    }

    [Fact]
    public async Task Where_the_machine_has_a_proxy_it_is_asked_for_the_host_by_name_and_the_server_behind_it_is_not_trusted()
    {
        await using var proxy = new TunnelProxy(_port);
        using var http = Create(_ca.RootFile, proxy: new WebProxy(proxy.Address));
        var fields = SnsSigner.Notification(SnsFixture.Now);
        fields["SigningCertURL"] = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem";

        var refused = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(Url(fields), default));

        (await proxy.Asked).ShouldBe("CONNECT sns.us-east-1.amazonaws.com:443 HTTP/1.1");
        refused.HttpRequestError.ShouldBe(HttpRequestError.SecureConnectionError, "its certificate is none of Amazon's");
    }

    [Fact]
    public async Task A_host_that_is_exempt_from_the_proxy_is_reached_directly()
    {
        var proxy = new WebProxy("http://127.0.0.1:1", BypassOnLocal: false, ["sns\\.us-east-1\\.amazonaws\\.com"]);
        using var http = Create(_ca.RootFile, resolved: [IPAddress.Loopback], proxy: proxy);
        var fields = SnsSigner.Notification(SnsFixture.Now);
        fields["SigningCertURL"] = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem";

        var refused = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(Url(fields), default));

        refused.ToString().ShouldContain("public address");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _ca.Dispose();
        _key.Dispose();
    }

    private SnsOptions Settings(string root, string host)
    {
        var options = new SnsOptions();
        options.ExtraHosts.Add(new SnsExtraHost { Host = host, Address = "127.0.0.1", Port = _port });
        options.ExtraRoots.Add(root);
        return options;
    }

    private SnsHttp Create(string root, string host = SnsSigner.Host, IPAddress[]? resolved = null, IWebProxy? proxy = null)
    {
        var options = Options.Create(Settings(root, host));
        return new SnsHttp(options, new SnsTrust(options), (_, _) => Task.FromResult(resolved ?? []), proxy ?? new WebProxy());
    }

    private SnsUrl Url(string host = SnsSigner.Host)
    {
        var fields = SnsSigner.Notification(SnsFixture.Now);
        fields["SigningCertURL"] = $"https://{host}/SimpleNotificationService-0a.pem";
        return Url(fields, host);
    }

    private SnsUrl Url(Dictionary<string, string> fields, string host = SnsSigner.Host)
    {
        var message = SnsEnvelopeParser.Parse(new SnsSigner(_key).Sign(fields));
        return SnsUrl.SigningCertificate(message, Settings(_ca.RootFile, host));
    }
}
