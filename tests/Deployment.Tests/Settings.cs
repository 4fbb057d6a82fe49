using System.Text.RegularExpressions;

namespace CauseFlow.Deployment.Tests;

/// <summary>docs/settings.md, which is made from the code: which settings there are, and their defaults.</summary>
internal static partial class Settings
{
    private static readonly IReadOnlyList<(string Name, string Default)> Rows =
    [
        .. Repository.Read("docs/settings.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|')).SelectMany(cells => Quoted().Matches(cells[1]).Select(name =>
                (name.Groups[1].Value, Quoted().Match(cells[2]).Groups[1].Value))),
    ];

    private static readonly IReadOnlyList<Regex> Patterns = [.. Rows.Select(row => new Regex(Pattern(row.Name)))];

    /// <summary>The name with colons, as the page has it.</summary>
    public static string NameOf(string variable) => variable.Replace("__", ":", StringComparison.Ordinal);

    public static bool Exists(string variable) => Patterns.Any(pattern => pattern.IsMatch(NameOf(variable)));

    public static int DefaultSeconds(string name) => int.Parse(
        Rows.First(row => row.Name == name).Default, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Every variable of a container whose value is known here, whether given singly or by a ConfigMap.</summary>
    public static Dictionary<string, string> Of(Rendered all, Resource workload)
    {
        var values = new Dictionary<string, string>();
        foreach (var container in workload.Containers)
        {
            foreach (var map in Resource.Items(container["envFrom"]).Select(source => (string?)source["configMapRef"]?["name"]).OfType<string>())
            {
                foreach (var (key, value) in Resource.MapOf(all.Get("ConfigMap", map).Json["data"]))
                {
                    values[key] = value;
                }
            }

            foreach (var variable in Resource.Items(container["env"]))
            {
                values[(string)variable["name"]!] = variable["value"] is { } value ? Resource.Text(value) : "";
            }
        }

        return values;
    }

    private static string Pattern(string name) => "^" + IndexOrKey().Replace(
        Regex.Escape(name), match => match.Value == ":0" ? @":\d+" : "[^:]+") + "$";

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("<[^>]+>|:0")]
    private static partial Regex IndexOrKey();
}
