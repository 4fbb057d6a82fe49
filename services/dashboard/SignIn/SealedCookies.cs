using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CauseFlow.Secrets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// Cookies, antiforgery tokens and the markers of pages are sealed as every secret of the product is, under the key-encryption
/// keys of <c>Secrets:KeyFolder</c>. There is no key ring to keep or to share between replicas: whoever has the folder reads
/// them, also after a restart.
/// </summary>
internal static class SealedCookies
{
    public static void AddSealedCookies(this IServiceCollection services)
    {
        services.AddDataProtection();

        // It would make the framework's own key ring, which nothing here uses, in the user's home.
        foreach (var warmUp in services.Where(service =>
            service.ImplementationType?.FullName == "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService").ToList())
        {
            services.Remove(warmUp);
        }

        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider>(
            provider => new Protector(provider.GetRequiredService<SecretVault>(), [])));
    }

    private sealed class Protector(SecretVault vault, string[] purposes) : IDataProtector
    {
        private readonly SecretContext context = new("dashboard", JsonSerializer.Serialize(purposes), "cookie");

        public IDataProtector CreateProtector(string purpose) => new Protector(vault, [.. purposes, purpose]);

        public byte[] Protect(byte[] plaintext) =>
            Encoding.ASCII.GetBytes(vault.EncryptAsync(plaintext, context).AsTask().GetAwaiter().GetResult());

        /// <exception cref="CryptographicException">It was changed, made for something else, or its key is gone.</exception>
        public byte[] Unprotect(byte[] protectedData)
        {
            try
            {
                return vault.DecryptAsync(Encoding.ASCII.GetString(protectedData), context).AsTask().GetAwaiter().GetResult();
            }
            catch (KeyUnavailableException exception)
            {
                throw new CryptographicException(exception.Message, exception);
            }
        }
    }
}
