namespace CauseFlow.Contracts;

/// <summary>Body of <c>POST /internal/leases/redeem</c>; the caller's identity is in its bearer token.</summary>
public sealed record RedeemRequest
{
    public required string Token { get; init; }

    /// <summary>One of <see cref="CredentialAudiences"/>.</summary>
    public required string Audience { get; init; }

    /// <summary>Minted by the collector, one per consumption of a grant.</summary>
    public required string RunId { get; init; }

    public override string ToString() => $"RedeemRequest {{ Token = [redacted], Audience = {Audience}, RunId = {RunId} }}";
}
