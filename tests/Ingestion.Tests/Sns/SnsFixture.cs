using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CauseFlow.Ingestion.Sns;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>A verifier that trusts the test's authority for one extra host, and a signer that has its certificate.</summary>
public sealed class SnsFixture : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    // Making keys is slow and they are never changed: one authority and one key for all tests.
    private static readonly TestCa SharedCa = new();

    static SnsFixture() => AppDomain.CurrentDomain.ProcessExit += (_, _) => SharedCa.Dispose();
    private static readonly RSA SharedKey = RSA.Create(2048);
    private static readonly X509Certificate2 SharedLeaf = SharedCa.Issue("sns.amazonaws.com", SharedKey);
    private readonly RSA _key = SharedKey;

    public SnsFixture(bool trusted = true)
    {
        Signer = new SnsSigner(_key);
        Options.ExtraHosts.Add(new SnsExtraHost { Host = SnsSigner.Host, Address = "127.0.0.1", Port = 443 });
        if (trusted)
        {
            Options.ExtraRoots.Add(Ca.RootFile);
        }

        Serve(SharedLeaf);
        Trust = new SnsTrust(Wrapped);
        Cache = new SnsCertificateCache(Http, new SnsIssuers(Http, Trust, Wrapped, Time), Trust, Wrapped, Time);
        Verifier = new SnsVerifier(Cache, Wrapped, Time);
    }

    public TestCa Ca { get; } = SharedCa;
    public RSA Key => _key;
    public SnsSigner Signer { get; }
    public SnsOptions Options { get; } = new();
    public IOptions<SnsOptions> Wrapped => Microsoft.Extensions.Options.Options.Create(Options);
    public FakeTimeProvider Time { get; } = new(Now);
    public FakeSnsHttp Http { get; } = new();
    public SnsTrust Trust { get; }
    public SnsCertificateCache Cache { get; }
    public SnsVerifier Verifier { get; }

    public void Serve(X509Certificate2 certificate) => Serve(certificate.ExportCertificatePem());

    public void Serve(string pem) =>
        Http.Answer = (_, _) => Task.FromResult(new SnsFetch(HttpStatusCode.OK, Encoding.ASCII.GetBytes(pem)));

    public Task<SnsMessage> VerifyAsync(Dictionary<string, string> fields) =>
        Verifier.VerifyAsync(Signer.Sign(fields), CancellationToken.None);

    public async Task RefusedAsync(string code, Dictionary<string, string> fields, int status = 403) =>
        await RefusedAsync(code, Signer.Sign(fields), status);

    public async Task RefusedAsync(string code, byte[] body, int status = 403)
    {
        var refused = await Should.ThrowAsync<SnsRejectedException>(() => Verifier.VerifyAsync(body, default));
        refused.Code.ShouldBe(code);
        refused.StatusCode.ShouldBe(status);
    }

    public void Dispose() => GC.SuppressFinalize(this);
}
