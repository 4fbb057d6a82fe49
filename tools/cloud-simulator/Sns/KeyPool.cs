using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CauseFlow.CloudSimulation.Sns;

/// <summary>
/// RSA-2048 keys by purpose, made once per process: four fresh ones cost a start about 0.7 s on one core, and a test
/// run starts hundreds of simulators. So simulators of one process trust each other, unless they have a state folder;
/// a message that must not be trusted comes from <see cref="SnsSignerSpec.ForeignRoot"/>.
/// </summary>
internal static class KeyPool
{
    private static readonly ConcurrentDictionary<string, Lazy<RSAParameters>> Keys = new(StringComparer.Ordinal);

    /// <summary>A key object of its own, to be disposed by the caller.</summary>
    public static RSA Get(string purpose) =>
        RSA.Create(Keys.GetOrAdd(purpose, _ => new Lazy<RSAParameters>(Make)).Value);

    private static RSAParameters Make()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(includePrivateParameters: true);
    }
}
