using System.Security.Cryptography;
using System.Text;

namespace CauseFlow.CaseGeneration.Tests;

/// <summary>
/// A figure that was measured on generated cases is worth as much as the cases stay. Whoever changes what a seed gives on purpose puts
/// the new hash here, and measures anew.
/// </summary>
public sealed class PinnedTests
{
    [Theory]
    [InlineData("tiny", "c045a883c5a0909cc2f665dbd6f1c2715dfaae7e7072e50ab20dd39f6d045450")]
    [InlineData("small", "e863e8d988d443d10fd919f25693aecb7fe8e3f2899e7aee3063368220bd33a9")]
    public void Generate_PinnedSeed_GivesTheBytesThatFiguresWereMeasuredOn(string size, string hash)
    {
        using var files = new CaseFiles(new GeneratorOptions { Seed = 2_026, Count = 19, Size = CaseSize.Named(size) });
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files.Bytes)
        {
            all.AppendData(Encoding.UTF8.GetBytes(name));
            all.AppendData(bytes);
        }

        Convert.ToHexStringLower(all.GetHashAndReset()).ShouldBe(hash);
    }
}
