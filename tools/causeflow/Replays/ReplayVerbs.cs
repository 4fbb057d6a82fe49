using System.CommandLine;

namespace CauseFlow.Cli.Replays;

/// <summary><c>causeflow replay case|message</c>.</summary>
internal static class ReplayVerbs
{
    public static Command Create() => new("replay", "Judges a saved case again, or delivers a saved message again.")
    {
        CaseReplay.Create(), MessageReplay.Create(),
    };
}
