using System.Text.RegularExpressions;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>No guide puts a secret where every process of the machine can read it: among a program's arguments.</summary>
public sealed partial class GuideSecretTests
{
    /// <summary>They run inside the shell: what they are given is no argument of a process.</summary>
    private static readonly string[] Builtins = ["printf ", "export ", "umask ", "read "];

    [Theory]
    [InlineData("connect-aws.md")]
    [InlineData("connect-azure.md")]
    [InlineData("connect-gcp.md")]
    [InlineData("runbook.md")]
    public void No_secret_is_an_argument(string document)
    {
        var inside = false;
        string? until = null;
        foreach (var line in GuideLines.Of(document))
        {
            if (until is not null)
            {
                // A here-document: the shell reads it, not the program's arguments.
                until = line == until ? null : until;
                continue;
            }

            inside |= line.Contains("causeflow.header", StringComparison.Ordinal);
            until = HereDocument().Match(line) is { Success: true } here ? here.Groups[1].Value : null;
            if (!Array.Exists(Builtins, builtin => line.StartsWith(builtin, StringComparison.Ordinal)))
            {
                Secret().IsMatch(line).ShouldBeFalse($"{document}: {line}");
            }
        }

        inside.ShouldBeTrue("the key comes from a file");
    }

    [GeneratedRegex("""\$\{?(CAUSEFLOW_KEY|KEY|CLIENT_SECRET|EXTERNAL_ID|WEBHOOK_(URL|PASSWORD))\b|\$\(cat |X-API-Key: """)]
    private static partial Regex Secret();

    [GeneratedRegex("<<([A-Z]+)$")]
    private static partial Regex HereDocument();
}
