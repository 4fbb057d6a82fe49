namespace CauseFlow.Causeflow.Tests;

/// <summary>The lines of docs/cli.md, run in a shell against a product.</summary>
public sealed class GuideTests(InvestigatedProduct product)
{
    [Fact]
    public async Task EveryLineOfTheGuide_Works()
    {
        using var program = new CommandLine();

        var output = await GuideLines.RunAsync(
            product.Customer, ("causeflow", $"#!/bin/sh\nexec '{CommandLine.Program}' \"$@\"\n"), GuideLines.Of("cli.md"),
            new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = program.Folder });

        output.ShouldContain("Logged in");
        output.ShouldContain("The verdict is the same.");
        output.ShouldContain("complete and unchanged");
    }
}
