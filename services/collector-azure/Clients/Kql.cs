using System.Globalization;
using System.Text;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>Literals of KQL. Whatever comes from outside enters a query through here and nowhere else.</summary>
internal static class Kql
{
    /// <summary>A text literal: quotes and backslashes are escaped, control characters are left out.</summary>
    public static string Text(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var c in value.Where(c => !char.IsControl(c)))
        {
            text.Append(c is '\'' or '\\' or '"' ? "\\" : "").Append(c);
        }

        return text.Append('\'').ToString();
    }

    public static string Texts(IEnumerable<string> values) => $"({string.Join(", ", values.Select(Text))})";

    public static string Time(DateTimeOffset time) => $"datetime({Iso(time)})";

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
