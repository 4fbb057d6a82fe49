using System.Globalization;

namespace CauseFlow.Collection.Environments;

/// <summary>What is kept of an environment value: enough to see that it changed, nothing to read it from.</summary>
/// <param name="Length">Characters of the value.</param>
/// <param name="KeyedHash">HMAC under a key of this run only.</param>
public sealed record EnvironmentValue(int Length, string KeyedHash)
{
    /// <summary>As it stands in a difference.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Length} characters, keyed hash {KeyedHash}");
}
