using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.Gateway.Identity;

/// <summary>Reads the public keys of an outside issuer from files.</summary>
internal static class IssuerKeys
{
    public static IReadOnlyList<SecurityKey> Read(IEnumerable<string> files) => [.. files.SelectMany(ReadFile)];

    private static IEnumerable<SecurityKey> ReadFile(string path)
    {
        var text = File.ReadAllText(path);
        if (text.TrimStart().StartsWith('{'))
        {
            // A symmetric key in a key set would be a secret that verifies; only public keys are taken.
            return new JsonWebKeySet(text).GetSigningKeys().Where(key => key is not SymmetricSecurityKey);
        }

        return [FromPem(text)];
    }

    private static AsymmetricSecurityKey FromPem(string pem)
    {
        try
        {
            var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(pem);
            return new ECDsaSecurityKey(ecdsa);
        }
        catch (CryptographicException)
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
    }
}
