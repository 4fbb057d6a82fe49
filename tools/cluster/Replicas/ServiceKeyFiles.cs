using System.Security.Cryptography;
using CauseFlow.Cluster.Tls;

namespace CauseFlow.Cluster.Replicas;

/// <summary>An identity for each service: a private key that only it has, and a public one that all read.</summary>
internal static class ServiceKeyFiles
{
    public static void Create(string keyFolder, string trustedFolder, string service)
    {
        Directory.CreateDirectory(keyFolder);
        Directory.CreateDirectory(trustedFolder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(keyFolder, $"{service}.key.pem");
        PrivateFile.Write(file, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(trustedFolder, $"{service}.pub.pem"), key.ExportSubjectPublicKeyInfoPem());
    }
}
