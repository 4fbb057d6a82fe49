using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Investigations;

/// <summary><c>causeflow investigate</c>: an incident again, or one that a person describes.</summary>
internal static class InvestigateVerb
{
    private const int MostWaitSeconds = 3_600;

    public static Command Create() => new Form().Command;

    private sealed class Form
    {
        private readonly Argument<string?> incident = new("incident")
        {
            Description = "An incident to investigate again; none to describe a new one.", Arity = ArgumentArity.ZeroOrOne,
        };

        private readonly Option<string?> title = Choices.Text("--title", "New: what is wrong, in a few words.", "TEXT");
        private readonly Option<string?> description = Choices.Text("--description", "New: what is seen, 10 to 4,000 characters.", "TEXT");
        private readonly Option<string?> severity = Choices.Word(
            "--severity", "New: how bad it is.", "critical", "high", "medium", "low", "info");
        private readonly Option<string[]> integrations = Choices.Texts("--integration", "Where to look: ids of connected accounts.", "ID");
        private readonly Option<string?> resource = Choices.Text(
            "--resource", "What to look at: an ARN, an ARM id or a full resource name of Google Cloud.", "ID");
        private readonly Option<string[]> hints = Choices.Texts("--hint", "Again: names to look for.", "TEXT");
        private readonly Option<string?> key = Choices.Text(
            "--idempotency-key", "A command that is repeated with the same key opens or starts nothing twice.", "KEY");
        private readonly Option<bool> wait = new("--wait") { Description = "Show progress, and end with the verdict." };
        private readonly Option<int> waitSeconds = new("--wait-seconds")
        {
            Description = "How long to wait for it, 1 to 3600.", DefaultValueFactory = _ => 900, HelpName = "N",
        };

        public Form()
        {
            waitSeconds.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > MostWaitSeconds)
                {
                    result.AddError("--wait-seconds is 1 to 3600.");
                }
            });
            Command = new Command("investigate", "Investigates an incident again, or one that you describe.")
            {
                incident, title, description, severity, integrations, resource, hints, key, wait, waitSeconds,
            };
            Command.Does(RunAsync);
        }

        public Command Command { get; }

        private async Task<int> RunAsync(Session session, CancellationToken cancellationToken)
        {
            var started = session.Of(incident) is { } id
                ? await AgainAsync(session, id, cancellationToken)
                : await NewAsync(session, cancellationToken);
            var incidentId = started.Root.Text(session.Of(incident) is null ? "id" : "incidentId");
            if (!session.Of(wait))
            {
                session.Show(started, () => session.Screen.Line(
                    $"Investigation {started.Root.Text("investigationId")} of {incidentId} has started. "
                    + $"`causeflow incidents watch {incidentId}` follows it."));
                return ExitCodes.Ok;
            }

            Screen.Progress($"{incidentId}: investigation {started.Root.Text("investigationId")} has started.");
            var waiting = new VerdictWait(session.Api, TimeSpan.FromSeconds(session.Of(waitSeconds)));
            var result = await waiting.ForAsync(incidentId, started.Root.Text("investigationId"), cancellationToken);
            session.Show(result, () => VerdictReport.Show(session.Screen, result.Root));
            return result.Root.Text("status") == "cancelled" ? ExitCodes.Failure : ExitCodes.Ok;
        }

        private Task<Answer> AgainAsync(Session session, string id, CancellationToken cancellationToken)
        {
            if (session.Of(title) is not null || session.Of(description) is not null || session.Of(severity) is not null)
            {
                throw new UsageException("An incident that exists takes no --title, --description or --severity.");
            }

            var body = new JsonObject();
            Add(body, "hints", session.Of(hints));
            Add(body, "integrations", session.Of(integrations));
            AddResource(body, session.Of(resource));
            return session.Api.SendAsync(
                HttpMethod.Post, $"v1/investigation/{Query.Segment(id)}", body.ToJsonString(), cancellationToken,
                session.Of(key) ?? Guid.NewGuid().ToString());
        }

        private Task<Answer> NewAsync(Session session, CancellationToken cancellationToken)
        {
            if (session.Of(title) is null || session.Of(description) is null)
            {
                throw new UsageException("Name an incident, or give --title and --description of a new one.");
            }

            if (session.Of(hints) is { Length: > 0 })
            {
                throw new UsageException("--hint goes with an incident that exists; put it into --description.");
            }

            var body = new JsonObject { ["title"] = session.Of(title), ["description"] = session.Of(description) };
            if (session.Of(severity) is { } word)
            {
                body["severity"] = word;
            }

            Add(body, "integrations", session.Of(integrations));
            AddResource(body, session.Of(resource));
            return session.Api.SendAsync(
                HttpMethod.Post, "v1/incidents", body.ToJsonString(), cancellationToken, session.Of(key) ?? Guid.NewGuid().ToString());
        }

        private static void Add(JsonObject body, string name, string[]? values)
        {
            if (values is { Length: > 0 })
            {
                body[name] = JsonSerializer.SerializeToNode(values);
            }
        }

        /// <summary>Account, region and kind are in the id, where the cloud's ids say so.</summary>
        private static void AddResource(JsonObject body, string? id)
        {
            if (id is not null)
            {
                body["resource"] = new JsonObject
                {
                    ["provider"] = id.StartsWith("arn:", StringComparison.Ordinal) ? "aws"
                        : id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) ? "azure"
                        : id.StartsWith("//", StringComparison.Ordinal) ? "gcp"
                        : throw new UsageException("--resource is an ARN, an ARM id (/subscriptions/…) or a full resource name (//…)."),
                    ["id"] = id,
                };
            }
        }
    }
}
