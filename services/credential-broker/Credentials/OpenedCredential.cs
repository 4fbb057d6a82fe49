using System.Text.Json;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>What a <c>credentialId</c> in a body stands for; held no longer than the request.</summary>
/// <param name="Secret">The client secret or the document; null where the body named none.</param>
/// <param name="ExpiresAt">As it was handed in.</param>
/// <param name="Problem">Why it cannot be used.</param>
public sealed record OpenedCredential(string? Secret, DateTimeOffset? ExpiresAt = null, IResult? Problem = null)
{
    /// <summary>The document as a body would have brought it.</summary>
    public JsonElement Document => JsonSerializer.SerializeToElement(Secret);

    public override string ToString() => "OpenedCredential { [redacted] }";
}
