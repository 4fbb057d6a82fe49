using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class RenewableCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;

    private string CertificateFile => Path.Combine(_folder, "tls.crt");

    private string KeyFile => Path.Combine(_folder, "tls.key");

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart()
    {
        Write("first", day: 1);
        await using var host = await TestHost.StartAsync(null,
            ("Listen:Internal", "https://127.0.0.1:0"), ("Listen:CertificateFile", CertificateFile), ("Listen:KeyFile", KeyFile));
        (await ShownAsync(host)).ShouldBe("CN=first");

        Write("second", day: 2);

        (await ShownAsync(host)).ShouldBe("CN=second");
    }

    [Fact]
    public void Half_a_renewal_leaves_the_old_one_in_use()
    {
        Write("first", day: 1);
        var certificate = new RenewableCertificate(CertificateFile, KeyFile);

        File.WriteAllText(KeyFile, "-----BEGIN");

        certificate.Current().Subject.ShouldBe("CN=first");
        Write("second", day: 2);
        certificate.Current().Subject.ShouldBe("CN=second");
    }

    [Fact]
    public async Task Its_end_is_measured_and_a_renewal_shows()
    {
        Write("first", day: 1);
        await using var host = await TestHost.StartAsync(null,
            ("Listen:Internal", "https://127.0.0.1:0"), ("Listen:CertificateFile", CertificateFile), ("Listen:KeyFile", KeyFile));
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        var (seen, now) = (0L, TimeProvider.System.GetUtcNow());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory && instrument.Name == "causeflow.tls.certificate_ends")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => seen = value);
        listener.Start();

        listener.RecordObservableInstruments();
        seen.ShouldBeInRange(now.AddHours(23).ToUnixTimeSeconds(), now.AddHours(25).ToUnixTimeSeconds());

        Write("second", day: 2, days: 90);
        listener.RecordObservableInstruments();
        seen.ShouldBeInRange(now.AddDays(89).ToUnixTimeSeconds(), now.AddDays(91).ToUnixTimeSeconds());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string?> ShownAsync(TestHost host)
    {
        string? shown = null;
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            shown = certificate?.Subject;
            return shown is not null;
        };
        using var http = new HttpClient(handler) { BaseAddress = host.Internal.BaseAddress };
        (await http.GetAsync("/health")).EnsureSuccessStatusCode();
        return shown;
    }

    private void Write(string name, int day, int days = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(days));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.SetLastWriteTimeUtc(CertificateFile, DateTime.UnixEpoch.AddDays(day));
        File.SetLastWriteTimeUtc(KeyFile, DateTime.UnixEpoch.AddDays(day));
    }
}
