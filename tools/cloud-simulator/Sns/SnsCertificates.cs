using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CauseFlow.CloudSimulation.Sns;

/// <summary>How a signing certificate is made; the defaults are those of an honest SNS.</summary>
public sealed record SnsSignerSpec
{
    public string CommonName { get; init; } = "sns.amazonaws.com";

    /// <summary>Null: as long as the chain.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Null: as long as the chain.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>True: issued by another authority, whose root nobody trusts.</summary>
    public bool ForeignRoot { get; init; }

    /// <summary>
    /// True: the file holds the leaf alone, as AWS serves it, and the leaf names the address of its intermediate; false:
    /// leaf and intermediate.
    /// </summary>
    public bool LeafOnly { get; init; } = true;

    /// <summary>True: a leaf that is served alone does not say where its intermediate is.</summary>
    public bool HidesIssuer { get; init; }
}

/// <summary>The signing certificates and the files under which the SNS endpoint serves them.</summary>
internal sealed class SnsCertificates(CertificateChain chain, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, string> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> issuers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> fetches = new(StringComparer.Ordinal);
    private readonly Lazy<CertificateChain> foreign = new(
        () => CertificateChain.Open(null, clock.GetUtcNow(), "foreign"));

    public string RootPem => chain.Root.ExportCertificatePem();

    /// <summary>Fetches of signing certificates by path.</summary>
    public IReadOnlyDictionary<string, int> Fetches => fetches;

    /// <param name="spec">Its certificate.</param>
    /// <param name="endpoint">Where its certificate is served.</param>
    /// <param name="key">Its key, which it then owns.</param>
    public SnsMessageSigner IssueSigner(SnsSignerSpec spec, Uri endpoint, RSA key)
    {
        var issuer = spec.ForeignRoot ? foreign.Value : chain;
        var issuerPath = spec.ForeignRoot ? "/issuers/foreign.cer" : "/issuers/intermediate.cer";
        issuers[issuerPath] = issuer.Intermediate.RawData;
        using var leaf = issuer.Issue(
            key, spec.CommonName, spec.NotBefore, spec.NotAfter,
            spec.LeafOnly && !spec.HidesIssuer ? new Uri(endpoint, issuerPath) : null);
        var path = $"/SimpleNotificationService-{leaf.GetCertHashString().ToLowerInvariant()[..32]}.pem";
        var pem = leaf.ExportCertificatePem() + "\n";
        files[path] = spec.LeafOnly ? pem : pem + issuer.Intermediate.ExportCertificatePem() + "\n";
        return new SnsMessageSigner(key, new Uri(endpoint, path));
    }

    /// <summary>The file's text, counted as a fetch, or null if there is none.</summary>
    public string? Fetch(string path)
    {
        if (!files.TryGetValue(path, out var pem))
        {
            return null;
        }

        fetches.AddOrUpdate(path, 1, (_, count) => count + 1);
        return pem;
    }

    /// <summary>The issuer's certificate in DER, or null if there is none.</summary>
    public byte[]? FetchIssuer(string path) => issuers.GetValueOrDefault(path);

    public void Dispose()
    {
        if (foreign.IsValueCreated)
        {
            foreign.Value.Dispose();
        }
    }
}
