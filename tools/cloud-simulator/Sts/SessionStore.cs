using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CauseFlow.CloudSimulation.Sts;

/// <summary>
/// Every session ever issued; expired ones stay, because AWS can tell an expired key from an unknown one.
/// </summary>
internal sealed class SessionStore
{
    private const string KeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly ConcurrentDictionary<string, AwsSession> sessions = new(StringComparer.Ordinal);

    public IReadOnlyList<AwsSession> All => [.. sessions.Values.OrderBy(session => session.IssuedAt)];

    public AwsSession? Find(string accessKeyId) => sessions.GetValueOrDefault(accessKeyId);

    /// <summary>Stores the session that <paramref name="create"/> builds from fresh keys.</summary>
    /// <param name="create">Takes access key id, secret and session token.</param>
    public AwsSession Issue(Func<string, string, string, AwsSession> create)
    {
        var session = create(
            "ASIA" + RandomNumberGenerator.GetString(KeyAlphabet, 16),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)),
            "IQoJb3JpZ2luX2Vj" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(300)));
        sessions[session.AccessKeyId] = session;
        return session;
    }
}
