using System.CommandLine;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Profiles;

/// <summary><c>causeflow whoami</c>: which installation, tenant, key and roles the next command works with.</summary>
internal static class WhoAmIVerb
{
    public static Command Create()
    {
        var command = new Command("whoami", "Says which tenant, key and roles the next command works with.");
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync("v1/whoami", cancellationToken);
            session.Show(answer, () =>
            {
                var who = answer.Root;
                session.Screen.Line($"server: {session.Api.Url.AbsoluteUri}");
                session.Screen.Line($"tenant: {PlainText.Line($"{who.Text("tenantName")} {who.Text("tenantId")}".Trim())}");
                session.Screen.Line($"key: {PlainText.Line($"{who.Text("keyName")} {who.Text("subject")}".Trim())}");
                session.Screen.Line($"roles: {string.Join(", ", who.Items("roles").Select(role => PlainText.Line(role.Shown())))}");
                if (who.Time("expiresAt") is { Length: > 0 } end)
                {
                    session.Screen.Line($"until: {end}");
                }
            });
        });
        return command;
    }
}
