using System.Security.Cryptography;
using System.Text;

namespace CauseFlow.Collection.Environments;

/// <summary>
/// Hashes environment values under a key that lives as long as one run: versions read in the run can be compared, and
/// nobody who reads the evidence later can try values against the hash.
/// </summary>
public sealed class EnvironmentHasher
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public EnvironmentValue Hash(string value) => new(
        value.Length, Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value)).AsSpan(0, 8)));
}
