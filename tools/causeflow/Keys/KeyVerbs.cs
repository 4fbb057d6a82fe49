using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Profiles;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Keys;

/// <summary><c>causeflow keys list|create|revoke</c>.</summary>
internal static class KeyVerbs
{
    public static Command Create() => new("keys", "Lists, makes and revokes API keys.") { ListVerb(), CreateVerb(), RevokeVerb() };

    private static Command ListVerb()
    {
        var (limit, all) = (Choices.Limit(), Choices.All());
        var command = new Command("list", "The tenant's keys, without the keys themselves.") { limit, all };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.ListAsync(
                "v1/api-keys", [], session.Of(all) ? null : session.Of(limit), pageSize: 100, cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "No keys.",
                Column.Member("ID", "id"), Column.Member("ROLES", "roles"), Column.Time("CREATED", "createdAt"),
                Column.Time("LAST USED", "lastUsedAt"), Column.Sentence("NAME", "name")));
            session.NoteMore(answer);
        });
        return command;
    }

    private static Command CreateVerb()
    {
        var name = new Argument<string>("name") { Description = "What it is for." };
        var roles = Choices.Texts("--role", "member, admin, ingest or operator; may be given several times.", "ROLE");
        roles.AcceptOnlyFromAmong("member", "admin", "ingest", "operator");
        roles.Required = true;
        var keyFile = Choices.Text("--key-file", "Write the key there, mode 0600, in place of showing it.", "FILE");
        var command = new Command("create", "Makes a key and shows it this once.") { name, roles, keyFile };
        command.Does(async (session, cancellationToken) =>
        {
            var path = session.Of(keyFile);
            if (path is not null && File.Exists(path))
            {
                throw new CommandException($"{path} is there already.", "Name another file: a key is shown once and must not get lost.");
            }

            var body = JsonSerializer.Serialize(new { name = session.Of(name), roles = session.Of(roles) });
            var answer = await session.Api.SendAsync(
                HttpMethod.Post, "v1/api-keys", body, cancellationToken, Guid.NewGuid().ToString());
            var key = answer.Root.Text("key");
            if (key.Length == 0)
            {
                throw new CommandException($"{answer.Root.Text("id")} was made, but the answer with it got lost, and it is shown only once.",
                    $"`causeflow keys revoke {answer.Root.Text("id")}` ends it; then make another.");
            }

            if (path is not null)
            {
                PrivateFile.Write(path, key + "\n");
                var told = JsonSerializer.Serialize(answer.Root.EnumerateObject().Where(member => member.Name != "key")
                    .ToDictionary(member => member.Name, member => member.Value));
                session.Show(answer with { Body = told }, () => session.Screen.Line($"{answer.Root.Text("id")} is in {path}."));
                return;
            }

            session.Show(answer, () => session.Screen.Line(key));
            session.Screen.Flush();
            Screen.Note($"{answer.Root.Text("id")}: this key is not shown again.");
        });
        return command;
    }

    private static Command RevokeVerb()
    {
        var id = new Argument<string>("key") { Description = "Its id, key_…" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("revoke", "Ends a key: no request gets in with it any more.") { id, yes };
        command.Does(async (session, cancellationToken) =>
        {
            Confirmation.Require(session.Of(yes), $"Revoke {session.Of(id)}? Whatever uses it stops working at once.");
            await session.Api.SendAsync(HttpMethod.Delete, $"v1/api-keys/{Query.Segment(session.Of(id))}", null, cancellationToken);
            if (session.Screen.IsJson)
            {
                session.Screen.Json(JsonSerializer.Serialize(new { id = session.Of(id), revoked = true }));
            }
            else
            {
                session.Screen.Line($"{PlainText.Line(session.Of(id))} is revoked.");
            }
        });
        return command;
    }
}
