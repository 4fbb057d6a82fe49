using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CauseFlow.Cli.Terminal;

/// <summary>Where a verb writes. Results go to standard output; progress, warnings and errors to standard error.</summary>
internal sealed class Screen : IDisposable
{
    /// <summary>In a pipe no row is broken: one row, one line.</summary>
    private const int UnboundedWidth = 100_000;
    private readonly StreamWriter output;

    public Screen(OutputFormat format)
    {
        Format = format;
        output = new StreamWriter(StandardOutput.Open(), new UTF8Encoding(false), bufferSize: 16_384) { NewLine = "\n" };
    }

    public OutputFormat Format { get; }

    public bool IsJson => Format == OutputFormat.Json;

    /// <summary>Only a person watches progress; in a file it is noise.</summary>
    private static bool ShowsProgress => !Console.IsErrorRedirected;

    /// <summary>One line of text.</summary>
    public void Line(string text = "") => output.Write(PlainText.Block(text) + "\n");

    /// <summary>A document of the API as it came, but for characters that a terminal would act on.</summary>
    public void Json(string json) => output.Write(PlainText.Json(json).TrimEnd('\n') + "\n");

    /// <summary>
    /// A table or a grid. Text from elsewhere goes through <see cref="PlainText"/> before, and is never markup. In a pipe no line
    /// ends in the blanks that fill a column.
    /// </summary>
    public void Write(IRenderable content)
    {
        if (!Console.IsOutputRedirected)
        {
            ConsoleOn(output, isRedirected: false).Write(content);
            return;
        }

        using var text = new StringWriter();
        ConsoleOn(text, isRedirected: true).Write(content);
        foreach (var line in text.ToString().TrimEnd('\n').Split('\n'))
        {
            output.Write(line.TrimEnd() + "\n");
        }
    }

    /// <summary>Progress, for a person only.</summary>
    public static void Progress(string text)
    {
        if (ShowsProgress)
        {
            Console.Error.WriteLine(PlainText.Line(text));
        }
    }

    /// <summary>What a person has to know beside the result.</summary>
    public static void Note(string text) => Console.Error.WriteLine(PlainText.Line(text));

    /// <summary>So that a stream's reader sees each step when it happens.</summary>
    public void Flush() => output.Flush();

    public void Dispose() => output.Dispose();

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool isRedirected)
    {
        var isPlain = isRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        console.Profile.Width = isRedirected ? UnboundedWidth : TerminalWidth();
        return console;
    }

    private static int TerminalWidth()
    {
        try
        {
            return Math.Clamp(Console.WindowWidth, 40, 400);
        }
        catch (IOException)
        {
            return 120;
        }
    }
}
