using System.Globalization;
using System.Xml.Linq;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Reads answers of the query protocol leniently: what is missing or no number is null, never an exception.</summary>
internal static class AwsXml
{
    public static XElement? Child(this XElement element, string name) =>
        element.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    /// <summary>An empty element means that there is nothing to say.</summary>
    public static string? Text(this XElement element, string name) =>
        Child(element, name)?.Value is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public static int? Integer(this XElement element, string name) =>
        int.TryParse(Text(element, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? Flag(this XElement element, string name) => bool.TryParse(Text(element, name), out var flag) ? flag : null;

    public static DateTimeOffset? Time(this XElement element, string name) => DateTimeOffset.TryParse(
        Text(element, name), CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>The entries of a list, whatever each of them is called.</summary>
    public static IEnumerable<XElement> Items(this XElement element, string name) => Child(element, name)?.Elements() ?? [];

    public static IReadOnlyList<string> Texts(this XElement element, string name) =>
        [.. Items(element, name).Select(item => item.Value.Trim()).Where(text => text.Length > 0)];

    /// <summary>The result inside the answer; the answer itself where there is none.</summary>
    public static XElement Result(this XElement root, string operation) => Child(root, $"{operation}Result") ?? root;

    /// <summary>Parameters of a list, <c>Names.member.1=a&amp;Names.member.2=b</c>, encoded.</summary>
    public static string List(string name, IEnumerable<string> values) => string.Join('&', values.Select((value, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}.member.{i + 1}={Uri.EscapeDataString(value)}")));
}
