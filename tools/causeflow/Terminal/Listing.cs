using System.Text.Json;
using CauseFlow.Cli.Api;
using Spectre.Console;

namespace CauseFlow.Cli.Terminal;

/// <summary>A column of a list: its heading and what it takes from a row.</summary>
internal sealed record Column(string Heading, Func<JsonElement, string> Of)
{
    /// <summary>Ids, states and times stay whole on a narrow terminal; sentences are wrapped.</summary>
    public bool Wraps { get; init; }

    /// <param name="heading">Its heading.</param>
    /// <param name="path">A member, or a member of a member: <c>lastTest.at</c>.</param>
    public static Column Member(string heading, string path) => new(heading, row => row.Text(path));

    public static Column Sentence(string heading, string path) => new(heading, row => row.Text(path)) { Wraps = true };

    public static Column Time(string heading, string path) => new(heading, row => row.Time(path));
}

/// <summary>Lists as tables: a heading, no borders, so that they can be read and cut alike.</summary>
internal static class Listing
{
    /// <param name="screen">Where to.</param>
    /// <param name="rows">Rows of the API.</param>
    /// <param name="empty">What to say when there is none.</param>
    /// <param name="columns">From left to right.</param>
    public static void Table(this Screen screen, IReadOnlyCollection<JsonElement> rows, string empty, params Column[] columns)
    {
        if (rows.Count == 0)
        {
            Screen.Note(empty);
            return;
        }

        var table = new Table().NoBorder();
        foreach (var column in columns)
        {
            var heading = new TableColumn(new Text(column.Heading, new Style(decoration: Decoration.Bold))).PadLeft(0).PadRight(2);
            heading.NoWrap = !column.Wraps;
            table.AddColumn(heading);
        }

        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => new Text(PlainText.Line(column.Of(row)))));
        }

        screen.Write(table);
    }
}
