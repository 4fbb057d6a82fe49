using System.Security.Cryptography;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>Names one page that is open: the one whose button signs out is left by its own form, and must not be led elsewhere meanwhile.</summary>
public sealed class OpenTab
{
    internal const string Field = "tab";

    public string Id { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
}
