using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.Causeflow.Tests;

/// <summary>How a key comes in, where it is kept, and who may read it.</summary>
public sealed class LoginTests(InvestigatedProduct product) : IDisposable
{
    private readonly CommandLine _program = new();
    private string Url => product.Customer.Url.AbsoluteUri;
    private string Key => product.Customer.Product.AdminKey;

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Login_FromStandardInput_KeepsTheKeyForItsOwnerAlone_UntilLogout()
    {
        var login = (await _program.WithInputAsync(Key + "\n", "login", Url)).ShouldSucceed();
        login.Output.ShouldContain("member, admin, operator");
        (login.Output + login.Error).ShouldNotContain(Key);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_program.ProfileFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.GetDirectoryName(_program.ProfileFile)!)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        (await _program.RunAsync("incidents", "list")).ShouldSucceed().Output.ShouldContain(product.IncidentId);
        (await _program.RunAsync("logout")).ShouldSucceed();
        File.Exists(_program.ProfileFile).ShouldBeFalse();
        (await _program.RunAsync("incidents", "list")).Code.ShouldBe(1);
    }

    [Fact]
    public async Task AProfile_ThatOthersCanRead_IsRefused()
    {
        (await _program.WithInputAsync(Key, "login", Url)).ShouldSucceed();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_program.ProfileFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        var run = await _program.RunAsync("incidents", "list");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("can be read by others");
        run.Error.ShouldContain("chmod 600");
    }

    [Fact]
    public async Task AKeyFile_IsTaken_UnlessOthersCanReadIt()
    {
        var file = _program.Write("key", Key + "\n");
        (await _program.RunAsync("login", Url, "--key-file", file, "--profile", "night")).ShouldSucceed();
        (await _program.RunAsync("doctor", "--profile", "night", "-o", "json")).ShouldSucceed();
        _program.Environment["CAUSEFLOW_URL"] = Url;
        _program.Environment["CAUSEFLOW_API_KEY_FILE"] = file;
        (await _program.RunAsync("incidents", "list")).ShouldSucceed();

        _program.Write("key", Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        (await _program.RunAsync("incidents", "list")).Error.ShouldContain("can be read by others");
        (await _program.RunAsync("login", Url, "--key-file", file)).Code.ShouldBe(1);
    }

    [Fact]
    public async Task AWrongKey_IsNotKept()
    {
        var run = await _program.WithInputAsync("cflo_" + new string('0', 64), "login", Url);

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("Nothing was kept");
        File.Exists(_program.ProfileFile).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://causeflow.example.com", "in the clear")]
    [InlineData("ftp://127.0.0.1", "not an address")]
    [InlineData("https://someone:secret@causeflow.example.com", "holds a user")]
    public async Task AnAddress_ThatWouldGiveTheKeyAway_IsRefused(string url, string says)
    {
        var run = await _program.WithInputAsync(Key, "login", url);

        run.Code.ShouldBe(1);
        run.Error.ShouldContain(says);
        run.Error.ShouldNotContain("secret@");
    }

    [Fact]
    public async Task AKeyFromTheEnvironment_DoesNotGoToAnInstallationThatItWasNotMeantFor()
    {
        (await _program.WithInputAsync(Key, "login", Url)).ShouldSucceed();
        _program.Environment["CAUSEFLOW_URL"] = "https://elsewhere.example.com";

        (await _program.RunAsync("incidents", "list")).Error.ShouldContain("CAUSEFLOW_URL is set, but no key for it");
    }

    [Fact]
    public async Task AKeyFromTheEnvironment_GoesNeitherToAStoredAddressNorToATypedOne()
    {
        var asked = new List<string>();
        await using var server = await StubServer.StartAsync(context =>
        {
            asked.Add(context.Request.Headers["X-API-Key"].ToString());
            return context.Response.WriteAsync("""{"items":[],"cursor":null,"count":0}""");
        });
        var url = server.Url.AbsoluteUri;
        (await _program.WithInputAsync("cflo_stored", "login", url)).ShouldSucceed();
        asked.Clear();
        _program.Environment["CAUSEFLOW_API_KEY"] = "cflo_meant_for_another";

        (await _program.RunAsync("incidents", "list")).Error.ShouldContain("not which installation it is for");
        (await _program.WithInputAsync("cflo_typed", "login", url)).ShouldSucceed().Error.ShouldContain("is not used");
        _program.Environment["CAUSEFLOW_URL"] = "https://elsewhere.example.com";
        (await _program.WithInputAsync("cflo_typed", "login", url)).ShouldSucceed();
        (await _program.RunAsync("incidents", "list", "--profile", "default")).ShouldSucceed();
        asked.Distinct().ShouldBe(["cflo_typed"]);

        _program.Environment["CAUSEFLOW_URL"] = url;
        (await _program.RunAsync("login", url)).ShouldSucceed();
        asked[^1].ShouldBe("cflo_meant_for_another");
    }

    [Fact]
    public async Task ACertificate_IsTrusted_OnlyThroughTheNamedAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await using var server = await StubServer.StartAsync(
            context => context.Response.WriteAsync("""{"items":[],"cursor":null,"count":0}"""), certificate);

        var refused = await _program.WithInputAsync(Key, "login", server.Url.AbsoluteUri);
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("--ca-file");

        var ca = _program.Write("ca.pem", certificate.ExportCertificatePem());
        (await _program.WithInputAsync(Key, "login", server.Url.AbsoluteUri, "--ca-file", ca)).ShouldSucceed();
        (await _program.RunAsync("incidents", "list", "-o", "json")).ShouldSucceed();
    }
}
