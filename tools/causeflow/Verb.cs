using System.CommandLine;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli;

/// <summary>Runs what a verb does and turns each way to fail into a message with a suggestion and an exit code.</summary>
internal static class Verb
{
    /// <summary>EPIPE, which is the HResult of an I/O error on Unix.</summary>
    private const int BrokenPipe = 32;

    /// <summary>A verb that is well when it does not throw.</summary>
    public static void Does(this Command command, Func<Session, CancellationToken, Task> act) =>
        command.Does(async (session, cancellationToken) =>
        {
            await act(session, cancellationToken);
            return ExitCodes.Ok;
        });

    /// <summary>A verb that says how it went.</summary>
    public static void Does(this Command command, Func<Session, CancellationToken, Task<int>> act) =>
        command.SetAction(async (typed, cancellationToken) =>
        {
            try
            {
                using var session = new Session(typed);
                return await act(session, cancellationToken);
            }
            catch (UsageException exception)
            {
                Complaint.Write(exception.Message, $"`{PathOf(command)} --help` shows how.");
                return ExitCodes.Usage;
            }
            catch (CommandException exception)
            {
                Complaint.Write(exception.Message, exception.Suggestion);
            }
            catch (ApiException exception)
            {
                Complaint.Write(exception.Message, exception.Suggestion, exception.RequestId);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Ctrl-C is an answer, not an error.
            }
            catch (IOException exception) when (exception.HResult == BrokenPipe)
            {
                // Whoever read this has gone, as `head` does.
            }
            catch (IOException exception)
            {
                Complaint.Write(exception.Message, "Is there room on the disk?");
            }

            return ExitCodes.Failure;
        });

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : command.Name;
}
