using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Sns;

/// <summary>The roots that a chain may end in: the system's, and for the operator's extra hosts also the extra ones.</summary>
public sealed class SnsTrust
{
    private readonly X509Certificate2Collection _extraRoots = [];
    private readonly X509Certificate2Collection _intermediates = [];

    public SnsTrust(IOptions<SnsOptions> options)
    {
        foreach (var path in options.Value.Intermediates)
        {
            _intermediates.ImportFromPemFile(path);
        }

        foreach (var path in options.Value.ExtraRoots)
        {
            _extraRoots.ImportFromPemFile(path);
        }

        if (_extraRoots.Count == 0)
        {
            return;
        }

        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        _extraRoots.AddRange(store.Certificates);
    }

    /// <summary>A chain policy without network: no revocation look-ups, no download of missing issuers.</summary>
    public X509ChainPolicy Policy(bool extraHost)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ExtraStore.AddRange(_intermediates);
        if (extraHost && _extraRoots.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_extraRoots);
        }

        return policy;
    }
}
