using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.Cli.Profiles;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Api;

/// <summary>Connections to one installation: no redirect is followed, since it would take the key along.</summary>
internal static class HttpHandlers
{
    private const int MaxHeaderKilobytes = 32;

    public static SocketsHttpHandler For(Profile profile, TimeSpan timeout)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = timeout < TimeSpan.FromSeconds(15) ? timeout : TimeSpan.FromSeconds(15),
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            UseProxy = !profile.Url.IsLoopback,
        };
        if (profile.CaFile is { } file)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = PolicyOf(file) };
        }

        return handler;
    }

    /// <summary>Only these authorities, in place of the machine's.</summary>
    private static X509ChainPolicy PolicyOf(string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CommandException($"The CA file {file} cannot be read as PEM.",
                "`causeflow login --ca-file FILE` names another one.", exception);
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new CommandException(
            $"The CA file {file} holds no certificate.", "It must be PEM: -----BEGIN CERTIFICATE-----.");
    }
}
