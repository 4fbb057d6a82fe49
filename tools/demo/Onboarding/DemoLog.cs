using Spectre.Console;

namespace CauseFlow.Demo.Onboarding;

/// <summary>The steps of the onboarding, one a line.</summary>
internal sealed class DemoLog(IAnsiConsole console)
{
    public void Say(string what, string text) => console.MarkupLineInterpolated($"  {what,-14}{text}");
}
