using System.Text.Json;
using CauseFlow.Cli.Api;

namespace CauseFlow.Cli.Terminal;

/// <summary>One object of the API as an indented list of its members.</summary>
internal static class Outline
{
    private const int MaxDepth = 12;

    public static void Show(this Screen screen, JsonElement value, int depth = 0)
    {
        foreach (var member in value.EnumerateObject())
        {
            Member(screen, member.Name, member.Value, depth);
        }
    }

    private static void Member(Screen screen, string name, JsonElement value, int depth)
    {
        var indent = new string(' ', 2 * depth);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when depth < MaxDepth:
                screen.Line($"{indent}{PlainText.Line(name)}:");
                screen.Show(value, depth + 1);
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(IsPlain):
                Lines(screen, name, [.. value.EnumerateArray().Select(item => item.Shown())], indent);
                break;
            case JsonValueKind.Array when depth < MaxDepth:
                screen.Line($"{indent}{PlainText.Line(name)}:");
                foreach (var item in value.EnumerateArray())
                {
                    Item(screen, item, depth + 1);
                }

                break;
            case JsonValueKind.String when value.GetString()!.Contains('\n', StringComparison.Ordinal):
                Lines(screen, name, value.GetString()!.TrimEnd('\n').Split('\n'), indent);
                break;
            default:
                screen.Line($"{indent}{PlainText.Line(name)}: {PlainText.Line(value.Shown())}");
                break;
        }
    }

    private static void Item(Screen screen, JsonElement item, int depth)
    {
        screen.Line($"{new string(' ', 2 * (depth - 1))}-");
        if (item.ValueKind == JsonValueKind.Object)
        {
            screen.Show(item, depth);
        }
        else
        {
            screen.Line($"{new string(' ', 2 * depth)}{PlainText.Line(item.Shown())}");
        }
    }

    private static void Lines(Screen screen, string name, string[] lines, string indent)
    {
        screen.Line($"{indent}{PlainText.Line(name)}:{(lines.Length == 0 ? " none" : "")}");
        foreach (var line in lines.SelectMany(line => line.Split('\n')))
        {
            screen.Line($"{indent}  {PlainText.Line(line)}");
        }
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
}
