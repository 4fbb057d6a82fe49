namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>An STS call that gave no session.</summary>
/// <param name="code">AWS's error code, or one of the constants here.</param>
/// <param name="message">AWS's own message.</param>
/// <param name="inner">What the SDK threw.</param>
public sealed class StsException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Nobody answered: refused connection, time-out, broken answer, or a server error.</summary>
    public const string Unreachable = "CauseFlow.Unreachable";

    /// <summary>The broker itself has no AWS credentials.</summary>
    public const string NoPrincipal = "CauseFlow.NoPrincipal";

    public string Code { get; } = code;
}
