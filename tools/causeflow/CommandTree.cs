using System.CommandLine;
using System.CommandLine.Parsing;
using CauseFlow.Cli.Audit;
using CauseFlow.Cli.Completion;
using CauseFlow.Cli.Deliveries;
using CauseFlow.Cli.Doctor;
using CauseFlow.Cli.Evaluations;
using CauseFlow.Cli.Evidence;
using CauseFlow.Cli.Incidents;
using CauseFlow.Cli.Integrations;
using CauseFlow.Cli.Investigations;
using CauseFlow.Cli.Keys;
using CauseFlow.Cli.Mcp;
using CauseFlow.Cli.Notifications;
using CauseFlow.Cli.Operations;
using CauseFlow.Cli.Profiles;
using CauseFlow.Cli.Replays;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli;

/// <summary>All verbs, and what is done with a command line that fits none.</summary>
internal sealed class CommandTree
{
    private readonly RootCommand root;

    private CommandTree(RootCommand root) => this.root = root;

    public static CommandTree Create()
    {
        var root = new RootCommand("Asks CauseFlow about incidents, connects accounts, and checks an installation.")
        {
            LoginVerb.Create(), LogoutVerb.Create(), WhoAmIVerb.Create(), DoctorVerb.Create(), IncidentVerbs.Create(), InvestigateVerb.Create(),
            EvidenceVerbs.Create(), IntegrationVerbs.Create(), AuditVerbs.Create(), DeliveriesVerb.Create(), SendersVerb.Create(),
            KeyVerbs.Create(), NotificationVerbs.Create(), OperationVerbs.Create(), ReplayVerbs.Create(), EvaluationVerbs.Create(),
            McpVerb.Create(),
            CompletionVerb.Create(),
        };
        GlobalOptions.AddTo(root);
        return new CommandTree(root);
    }

    /// <returns>0 ok, 1 failure, 2 usage.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        var typed = root.Parse(args);
        if (typed.Errors.Count > 0 && typed.Action is not System.CommandLine.Help.HelpAction)
        {
            Refuse(typed);
            return ExitCodes.Usage;
        }

        try
        {
            return await typed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (IOException)
        {
            // Help into a pipe that was closed.
            return ExitCodes.Failure;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Complaint.Write($"This is a mistake of the program: {exception.GetType().Name}: {exception.Message}", "Please report it.");
            return ExitCodes.Failure;
        }
    }

    private static void Refuse(ParseResult typed)
    {
        var command = typed.CommandResult.Command;
        var unknown = typed.UnmatchedTokens.Concat(typed.CommandResult.Children.OfType<ArgumentResult>()
            .Where(result => result.Errors.Any()).SelectMany(result => result.Tokens.Select(token => token.Value)));
        var suggestion = Typos.SuggestionFor(unknown, command) ?? $"`{PathOf(typed.CommandResult)} --help` shows how.";
        if (typed.Tokens.Any(token => Complaint.HoldsKey(token.Value)))
        {
            suggestion = "A key is never an argument: others see it in the list of processes, and the shell keeps it. "
                + "It is asked for, or read from standard input, CAUSEFLOW_API_KEY or --key-file. Revoke this one.";
        }

        // "Required command was not provided" says nothing beside the word that is not a command.
        var messages = typed.Errors.Select(error => error.Message.Replace("\t", "  ", StringComparison.Ordinal)).Distinct().ToList();
        Complaint.Write(string.Join('\n', typed.UnmatchedTokens.Count > 0 ? messages.Skip(messages.Count > 1 ? 1 : 0) : messages), suggestion);
    }

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "causeflow";
}
