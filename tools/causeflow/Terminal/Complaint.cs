using System.Text.RegularExpressions;

namespace CauseFlow.Cli.Terminal;

/// <summary>Errors: what is wrong, then what to do, on standard error.</summary>
internal static partial class Complaint
{
    public static void Write(string message, string? suggestion, string? requestId = null)
    {
        var lines = Hidden(message).TrimEnd().Split('\n');
        Console.Error.WriteLine($"causeflow: {PlainText.Line(lines[0])}");
        foreach (var line in lines.Skip(1))
        {
            Console.Error.WriteLine($"  {PlainText.Line(line)}");
        }

        if (!string.IsNullOrWhiteSpace(suggestion))
        {
            Console.Error.WriteLine($"  {PlainText.Line(Hidden(suggestion))}");
        }

        if (!string.IsNullOrEmpty(requestId))
        {
            Console.Error.WriteLine($"  request {PlainText.Line(requestId)}");
        }
    }

    /// <summary>A key that was typed where none belongs is not repeated.</summary>
    public static bool HoldsKey(string text) => Key().IsMatch(text);

    private static string Hidden(string text) => Key().Replace(text, "cflo_[hidden]");

    [GeneratedRegex("cflo_[0-9A-Za-z]+")]
    private static partial Regex Key();
}
