using System.CommandLine;

namespace CauseFlow.Cli;

/// <summary>Options that every verb takes.</summary>
internal static class GlobalOptions
{
    private const int DefaultTimeoutSeconds = 30;
    private const int MaxTimeoutSeconds = 600;

    public static Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "table for people, json for programs: the API's own document, or one a line for a stream.",
        DefaultValueFactory = _ => "table", Recursive = true, HelpName = "json|table",
    };

    public static Option<string?> ProfileName { get; } = new("--profile")
    {
        Description = "Which login to use (default: default, or what CAUSEFLOW_URL and CAUSEFLOW_API_KEY say).", Recursive = true,
        HelpName = "NAME",
    };

    public static Option<int> Timeout { get; } = new("--timeout")
    {
        Description = "Seconds that one call may take, 1 to 600.",
        DefaultValueFactory = _ => DefaultTimeoutSeconds, Recursive = true, HelpName = "SECONDS",
    };

    public static void AddTo(Command root)
    {
        Output.AcceptOnlyFromAmong("json", "table");
        Timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > MaxTimeoutSeconds)
            {
                result.AddError($"--timeout is 1 to {MaxTimeoutSeconds} seconds.");
            }
        });
        root.Options.Add(Output);
        root.Options.Add(ProfileName);
        root.Options.Add(Timeout);
    }
}
