namespace CauseFlow.Secrets;

/// <summary>One key-encryption key.</summary>
/// <param name="KeyId">Its id; no secret.</param>
/// <param name="Current">Whether new secrets go under it.</param>
/// <param name="Available">False when secrets need it and it is missing.</param>
/// <param name="Secrets">How many secrets are under it; an old key without any may be removed.</param>
public sealed record KeyUse(string KeyId, bool Current, bool Available, int Secrets);
