using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class HealthVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_ready_process_is_healthy()
    {
        await using var host = await TestHost.StartAsync();

        var (code, said) = await RunAsync(("Listen:Internal", Wildcard(host.Internal.BaseAddress!)));

        code.ShouldBe(0, said);
        said.ShouldContain("healthy");
    }

    [Fact]
    public async Task The_verb_reads_the_settings_that_are_files_too()
    {
        await using var host = await TestHost.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "Listen__Internal"), Wildcard(host.Internal.BaseAddress!));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["SettingsFolder"] = _folder;

        (await builder.HealthVerbAsync(["health"])).ShouldBeTrue();

        Environment.ExitCode.ShouldBe(0, "and 1 where it does not know whom to ask");
    }

    [Fact]
    public async Task What_is_not_ready_is_unhealthy()
    {
        await using var host = await TestHost.StartAsync(
            services => services.AddHealthChecks().AddCheck("bus", () => HealthCheckResult.Unhealthy()));

        var (code, said) = await RunAsync(("Listen:Internal", host.Internal.BaseAddress!.AbsoluteUri));

        code.ShouldBe(1);
        said.ShouldContain("\"bus\"");
    }

    [Fact]
    public async Task Tls_is_checked_with_the_installations_own_authority()
    {
        var (certificate, key) = Issue("localhost");
        await using var host = await TestHost.StartAsync(configuration:
            [("Listen:Internal", "https://127.0.0.1:0"), ("Listen:CertificateFile", certificate), ("Listen:KeyFile", key)]);
        var address = ("Listen:Internal", Wildcard(host.Internal.BaseAddress!));

        (await RunAsync(address, ("Services:CaFile", certificate))).Code.ShouldBe(0);
        (await RunAsync(address, ("Services:CaFile", Issue("other").CertificateFile))).Code.ShouldBe(1);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Nobody_there_is_an_answer_too(string? address)
    {
        var (code, said) = await RunAsync(("Listen:Internal", address));

        code.ShouldBe(1);
        said.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task A_file_in_the_settings_folder_is_a_setting()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Shutdown__TimeoutSeconds"), "77\n");

        await using var host = await TestHost.StartAsync(
            configuration: [("SettingsFolder", _folder), ("Shutdown:TimeoutSeconds", "30")]);

        host.Services.GetRequiredService<IConfiguration>()["Shutdown:TimeoutSeconds"].ShouldBe("77");
    }

    private static string Wildcard(Uri address) => $"{address.Scheme}://*:{address.Port}";

    private static async Task<(int Code, string Said)> RunAsync(params (string Key, string? Value)[] settings)
    {
        using var output = new StringWriter();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
        return (await HealthVerb.RunAsync(configuration, output), output.ToString());
    }

    private (string CertificateFile, string KeyFile) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(_folder, $"{name}.crt"), Path.Combine(_folder, $"{name}.key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }
}
