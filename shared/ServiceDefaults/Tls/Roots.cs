using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CauseFlow.ServiceDefaults.Tls;

/// <summary>Whom a TLS client believes, where the operator names certificates (PEM files) of roots.</summary>
public static class Roots
{
    /// <summary>
    /// The machine's own verdict counts; only an unknown root is looked up among these: for a proxy that ends TLS, or an
    /// endpoint of one's own.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RemoteCertificateValidationCallback AlsoThese(IEnumerable<string> files)
    {
        var roots = Read(files);
        return (_, certificate, chain, errors) =>
            errors == SslPolicyErrors.None || (IsChainOnly(errors) && Leads(certificate, chain, roots));
    }

    /// <summary>
    /// These alone count, however many authorities the machine trusts: between the parts of one installation nobody else's
    /// certificate is right. The name must be right too.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RemoteCertificateValidationCallback OnlyThese(string file)
    {
        var roots = Read([file]);
        return (_, certificate, chain, errors) =>
            (errors == SslPolicyErrors.None || IsChainOnly(errors)) && Leads(certificate, chain, roots);
    }

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static bool IsChainOnly(SslPolicyErrors errors) => errors == SslPolicyErrors.RemoteCertificateChainErrors;

    private static X509Certificate2Collection Read(IEnumerable<string> files)
    {
        var roots = new X509Certificate2Collection();
        foreach (var file in files)
        {
            roots.ImportFromPemFile(file);
        }

        return roots;
    }

    private static bool Leads(X509Certificate? certificate, X509Chain? sent, X509Certificate2Collection roots)
    {
        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        // The machine's verdict is overruled by this one, so that this one too has to ask what the certificate is for.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(element => element.Certificate).ToArray());
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
        return chain.Build(leaf);
    }
}
