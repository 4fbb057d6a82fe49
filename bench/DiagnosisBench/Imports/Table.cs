using System.Text;

namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>A small comma-separated file, whole; its rows may differ in length.</summary>
internal sealed record Table(IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public static Table Read(string path) => Parse(File.ReadAllText(path));

    public static Table Parse(string text)
    {
        List<IReadOnlyList<string>> rows = [];
        List<string> row = [];
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    isQuoted = false;
                }
                else
                {
                    field.Append(c);
                }
            }
            else if (c == '"')
            {
                isQuoted = true;
            }
            else if (c == ',')
            {
                row.Add(field.ToString());
                field.Clear();
            }
            else if (c == '\n')
            {
                row.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                rows.Add(row);
                row = [];
            }
            else
            {
                field.Append(c);
            }
        }

        if (field.Length > 0 || row.Count > 0)
        {
            row.Add(field.ToString());
            rows.Add(row);
        }

        return new Table(rows);
    }

    /// <summary>Place of a column of the first row.</summary>
    public int Place(string column) => Rows[0].ToList().IndexOf(column);
}
