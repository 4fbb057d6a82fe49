using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CauseFlow.Architecture.Tests;

/// <summary>The doc comments beside the assemblies, as plain text.</summary>
internal static partial class XmlDocs
{
    private static readonly Lazy<Dictionary<string, string>> Summaries = new(() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "CauseFlow.*.xml")
            .SelectMany(file => XDocument.Load(file).Descendants("member"))
            .GroupBy(member => member.Attribute("name")!.Value)
            .ToDictionary(members => members.Key, members => Plain(members.First().Element("summary"))));

    /// <param name="member">Its documentation id, such as <c>P:Some.Type.Property</c>.</param>
    /// <returns>Empty where it has no summary.</returns>
    public static string Of(string member) => Summaries.Value.GetValueOrDefault(member, "");

    private static string Plain(XElement? summary)
    {
        if (summary is null)
        {
            return "";
        }

        foreach (var element in summary.Descendants().ToList())
        {
            var text = element.Name == "c" ? $"`{element.Value}`"
                : element.Attribute("cref") is { } reference ? $"`{reference.Value[(reference.Value.LastIndexOf('.') + 1)..]}`" : element.Value;
            element.ReplaceWith(new XText(text));
        }

        return Space().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
