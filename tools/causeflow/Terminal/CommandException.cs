namespace CauseFlow.Cli.Terminal;

/// <summary>A verb cannot do what was asked: exit code 1, and what to do about it.</summary>
internal sealed class CommandException(string message, string? suggestion = null, Exception? cause = null)
    : Exception(message, cause)
{
    public string? Suggestion => suggestion;
}
