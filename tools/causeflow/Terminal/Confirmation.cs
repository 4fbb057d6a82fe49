namespace CauseFlow.Cli.Terminal;

/// <summary>Asks before something is ended that cannot be taken back.</summary>
internal static class Confirmation
{
    /// <exception cref="CommandException">It was not confirmed.</exception>
    public static void Require(bool isGiven, string question)
    {
        if (isGiven)
        {
            return;
        }

        if (Console.IsInputRedirected)
        {
            throw new CommandException("Nobody is there to confirm it.", "--yes does it without asking.");
        }

        Console.Error.Write($"{PlainText.Line(question)} [y/N] ");
        if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CommandException("Nothing was done.");
        }
    }
}
