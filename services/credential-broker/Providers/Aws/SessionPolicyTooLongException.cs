namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>A session policy longer than STS takes: too many regions for the plans' actions.</summary>
public sealed class SessionPolicyTooLongException(int length, int regions) : Exception(
    $"The session policy for {regions} regions has {length} characters; STS accepts {AwsPolicies.MaxSessionPolicyLength}.");
