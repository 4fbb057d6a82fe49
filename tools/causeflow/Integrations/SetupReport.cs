using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Integrations;

/// <summary>Set-up material in the order in which it is needed; long documents are files of their own.</summary>
internal static class SetupReport
{
    private static readonly string[] Documents = ["cloudFormation", "terraform", "trustPolicy", "permissionPolicy", "customRole"];

    public static void Show(Screen screen, string provider, JsonElement setup)
    {
        var number = 0;
        foreach (var step in setup.Items("steps"))
        {
            screen.Line($"{++number}. {PlainText.Line(step.Shown())}");
        }

        screen.Line();
        foreach (var member in setup.EnumerateObject()
            .Where(member => member.Name != "steps" && !Documents.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null))
        {
            screen.Show(JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { [member.Name] = member.Value }));
        }

        screen.Line();
        screen.Line($"causeflow integrations setup {provider} --format terraform          # as Terraform");
        if (provider == "aws")
        {
            screen.Line("causeflow integrations setup aws --format cloudformation     # as a CloudFormation template");
        }

        screen.Line($"causeflow integrations setup {provider} --format commands           # as lines of a shell");
        screen.Line($"causeflow integrations setup {provider} --output json               # with every policy");
        screen.Line($"causeflow integrations connect {provider} --help                    # then");
    }

    /// <summary>Lines of a shell as they are, also here-documents.</summary>
    public static void Commands(Screen screen, JsonElement setup, string which)
    {
        string[] names = which switch
        {
            "keyless-commands" => ["keylessCommands"],
            "canary-commands" => ["canaryCommands"],
            "intake-commands" => ["intakeCommands"],
            _ => ["snsCommands", "azCommands", "gcloudCommands"],
        };
        var lines = names.SelectMany(name => setup.Items(name)).Select(line => line.Shown()).ToList();
        if (lines.Count == 0)
        {
            throw new CommandException("There are no such commands for this cloud here.",
                which == "keyless-commands" ? "This installation issues no tokens of its own (Broker:Oidc:Issuer)." : null);
        }

        foreach (var line in lines)
        {
            screen.Line(line);
        }
    }
}
