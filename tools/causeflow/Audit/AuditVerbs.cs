using System.CommandLine;
using System.Text;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Audit;

/// <summary><c>causeflow audit list|verify|export</c>.</summary>
internal static class AuditVerbs
{
    private const int PageSize = 500;
    private const int MaxHead = 16 * 1024;
    private const int MaxLine = 1024 * 1024;

    public static Command Create() => new("audit", "Lists, checks and exports the audit log.") { ListVerb(), VerifyVerb(), ExportVerb() };

    private static Command ListVerb()
    {
        var action = Choices.Text("--action", "Only this action, such as lease.redeemed.", "ACTION");
        var actor = Choices.Text("--actor", "Only of this actor.", "ACTOR");
        var subject = Choices.Text("--subject", "Only about this id.", "ID");
        var from = Choices.Instant("--from", "At or after this time.");
        var to = Choices.Instant("--to", "Before this time.");
        var (limit, all) = (Choices.Limit(), Choices.All());
        var command = new Command("list", "Audit records, the newest first.") { action, actor, subject, from, to, limit, all };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.ListAsync("v1/audit",
            [
                ("action", session.Of(action)), ("actor", session.Of(actor)), ("subject", session.Of(subject)),
                ("from", Choices.Of(session.Of(from))), ("to", Choices.Of(session.Of(to))),
            ], session.Of(all) ? null : session.Of(limit), PageSize, cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "No records.",
                Column.Member("SEQ", "sequence"), Column.Time("TIME", "at"), Column.Member("ACTION", "action"),
                Column.Member("ACTOR", "actor"), Column.Member("SUBJECT", "subject"),
                new Column("DETAILS", row => row.At("details") is { ValueKind: JsonValueKind.Object } details
                    ? string.Join(", ", details.EnumerateObject().Select(detail => $"{detail.Name}={detail.Value.Shown()}"))
                    : "") { Wraps = true }));
            session.NoteMore(answer);
        });
        return command;
    }

    private static Command VerifyVerb()
    {
        var head = Choices.Text("--head", "A signed head from the log of credential-broker, as JSON in a file; - for standard input.", "FILE");
        var command = new Command("verify", "Checks the chain for change, loss and reordering; fails when it is broken.") { head };
        command.Does(async (session, cancellationToken) =>
        {
            var body = session.Of(head) is { } file ? await HeadAsync(file, cancellationToken) : null;
            var answer = await session.Api.SendAsync(HttpMethod.Post, "v1/audit/verify", body, cancellationToken);
            session.Show(answer, () => session.Screen.Line(SentenceOf(answer.Root)));
            return answer.Root.IsTrue("ok") ? ExitCodes.Ok : ExitCodes.Failure;
        });
        return command;
    }

    private static string SentenceOf(JsonElement result) => PlainText.Line(result.IsTrue("ok")
        ? $"✔ {result.Text("count")} records, kept from {result.Text("keptFrom")} on, are complete and unchanged"
            + (result.At("isHeadCompared").ValueKind switch
            {
                JsonValueKind.True => ", and agree with the head.",
                JsonValueKind.False => "; the head is from before what is kept.",
                _ => "; give a --head from the log to prove that none is missing at the end.",
            })
        : $"✘ record {result.Text("brokenAt")}: {result.Text("problem")}");

    private static async Task<string> HeadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = file == "-" ? Console.In : new StreamReader(file);
            var buffer = new char[MaxHead];
            var length = await reader.ReadBlockAsync(buffer, cancellationToken);
            using var head = JsonDocument.Parse(new string(buffer, 0, length));
            return head.RootElement.GetRawText();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException("The head cannot be read as JSON.",
                """It looks like {"count":12,"hash":"…","at":"…","signature":"…","keyId":"…"}.""", exception);
        }
    }

    private static Command ExportVerb()
    {
        var command = new Command("export", "The whole chain, the oldest record first, one JSON object a line.");
        command.Does(async (session, cancellationToken) =>
        {
            using var response = await session.Api.OpenAsync("v1/audit/export", "application/x-ndjson", null, cancellationToken);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var line = new StringBuilder();
            var buffer = new char[16 * 1024];
            while (await ReadAsync(reader, buffer, session.Timeout, cancellationToken) is var length and > 0)
            {
                foreach (var character in buffer.AsMemory(0, length).ToArray())
                {
                    if (character != '\n')
                    {
                        line.Append(character);
                        continue;
                    }

                    Write(session.Screen, line.ToString());
                    line.Clear();
                }

                if (line.Length > MaxLine)
                {
                    throw new CommandException("A line of the export is too long to be a record.");
                }
            }

            // What does not end with a line end was cut off.
            if (line.Length > 0)
            {
                throw new CommandException("The export ended in the middle of a record.", "Export it again.");
            }
        });
        return command;
    }

    private static void Write(Screen screen, string line)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            screen.Json(line);
        }
        catch (JsonException exception)
        {
            throw new CommandException("A line of the export is not JSON.", "Export it again.", exception);
        }
    }

    private static async Task<int> ReadAsync(
        StreamReader reader, char[] buffer, TimeSpan silence, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(silence);
        try
        {
            return await reader.ReadAsync(buffer, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandException("The export broke off before its end.", "Export it again.", exception);
        }
    }
}
