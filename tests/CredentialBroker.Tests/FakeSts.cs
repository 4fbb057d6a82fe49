using System.Collections.Concurrent;
using CauseFlow.CredentialBroker.Providers.Aws;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>An STS that asks for an external id and hands out canaries.</summary>
public sealed class FakeSts : IStsClient
{
    public const string CanarySecret = "CANARY-SECRET-ACCESS-KEY-7f3a";
    public const string CanaryToken = "CANARY-SESSION-TOKEN-19bd";

    public ConcurrentQueue<AssumeRoleCall> Calls { get; } = new();

    /// <summary>Answers calls; by default as roles with the right condition, which take what they were first asked with.</summary>
    public Func<AssumeRoleCall, StsException?> Refuse { get; set; }

    public FakeSts()
    {
        var known = new ConcurrentDictionary<string, bool>();
        Refuse = call =>
        {
            // Probes come under a policy that allows nothing, and with an id that nobody has.
            var isKnown = call.ExternalId is { } id
                && (call.SessionPolicy == AwsPolicies.DenyAll ? known.ContainsKey(id) : known.TryAdd(id, true) || known.ContainsKey(id));
            return isKnown ? null : new StsException("AccessDenied", "User is not authorized to perform: sts:AssumeRole");
        };
    }

    /// <summary>Runs while the call is under way.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public async Task<AwsSession> AssumeRoleAsync(AssumeRoleCall call, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        await Meanwhile();
        return Refuse(call) is { } refused
            ? throw refused
            : new AwsSession
            {
                AccessKeyId = "ASIACANARY", SecretAccessKey = CanarySecret, SessionToken = CanaryToken,
                ExpiresAt = new DateTimeOffset(2026, 3, 1, 12, 15, 0, TimeSpan.Zero),
            };
    }
}
