namespace CauseFlow.Cli.Terminal;

/// <summary>The command line itself is wrong in a way that only the verb could find: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
