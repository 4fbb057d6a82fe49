using System.Security.Cryptography;
using System.Text;
using CauseFlow.Dashboard.SignIn;
using CauseFlow.Secrets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CauseFlow.Dashboard.Tests;

public sealed class SealedCookiesTests : IDisposable
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("cflo_0123456789");
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-cookies-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_one_replica_seals_another_opens_and_a_restart_forgets_nothing()
    {
        var cookie = Provider().CreateProtector("cookies", "session").Protect(Secret);

        Provider().CreateProtector("cookies", "session").Unprotect(cookie).ShouldBe(Secret);
    }

    [Fact]
    public void It_opens_for_its_purpose_alone()
    {
        var cookie = Provider().CreateProtector("a", "b").Protect(Secret);

        Should.Throw<CryptographicException>(() => Provider().CreateProtector("a", "c").Unprotect(cookie));
        Should.Throw<CryptographicException>(() => Provider().CreateProtector("a\",\"b").Unprotect(cookie));
        Should.Throw<CryptographicException>(() => Provider().CreateProtector("a").Unprotect(cookie));
    }

    [Fact]
    public void A_changed_cookie_and_one_of_a_lost_key_do_not_open()
    {
        var cookie = Provider().CreateProtector("a").Protect(Secret);
        var changed = (byte[])cookie.Clone();
        changed[^1] ^= 1;

        Should.Throw<CryptographicException>(() => Provider().CreateProtector("a").Unprotect(changed));
        Should.Throw<CryptographicException>(() => Provider().CreateProtector("a").Unprotect(Secret));
        Directory.Delete(folder, recursive: true);
        Should.Throw<CryptographicException>(() => Provider().CreateProtector("a").Unprotect(cookie));
    }

    [Fact]
    public void Nothing_can_be_read_in_it_and_no_key_ring_is_made()
    {
        var services = Services();

        Encoding.UTF8.GetString(services.GetRequiredService<IDataProtectionProvider>().CreateProtector("a").Protect(Secret))
            .ShouldNotContain("0123456789");
        services.GetServices<IHostedService>().Select(service => service.GetType().Name)
            .ShouldNotContain("DataProtectionHostedService");
    }

    private IDataProtectionProvider Provider() => Services().GetRequiredService<IDataProtectionProvider>();

    private ServiceProvider Services()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Secrets:KeyFolder"] = Path.Combine(folder, "keys"), ["Secrets:CreateMissing"] = "true",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSecrets(configuration);
        services.AddSealedCookies();
        return services.BuildServiceProvider();
    }
}
