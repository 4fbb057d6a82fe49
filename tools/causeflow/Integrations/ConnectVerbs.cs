using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Profiles;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Integrations;

/// <summary><c>causeflow integrations connect aws|azure|gcp</c>. Secrets come from a file or standard input.</summary>
internal static class ConnectVerbs
{
    /// <summary>A key document of Google's has about 2,400 characters.</summary>
    private const int MaxDocument = 64 * 1024;

    public static Command Create() => new("connect", "Connects an account, after trying its principal and every permission.")
    {
        Aws(), Azure(), Gcp(),
    };

    private static Command Aws()
    {
        var role = Choices.Text("--role-arn", "The role that the set-up made.", "ARN");
        role.Required = true;
        var regions = Choices.Texts("--region", "Regions to read.", "REGION");
        regions.Required = true;
        var topics = Choices.Texts("--topic-arn", "SNS topics whose alarms are taken at once.", "ARN");
        var groups = Choices.Texts("--log-group", "Log groups to read beside those that are found.", "NAME");
        var tags = new Tags();
        var command = new Command("aws", "Connects an account of AWS.") { role, regions, topics, groups };
        tags.AddTo(command);
        command.Does((session, cancellationToken) =>
        {
            var body = new JsonObject { ["roleArn"] = session.Of(role), ["regions"] = Array(session.Of(regions)) };
            Set(body, "topicArns", session.Of(topics));
            Set(body, "logGroups", session.Of(groups));
            return ConnectAsync(session, "aws", tags.Add(session, body), cancellationToken);
        });
        return command;
    }

    private static Command Azure()
    {
        var tenant = Choices.Text("--tenant-id", "The Entra tenant: its GUID or a domain.", "ID");
        var client = Choices.Text("--client-id", "The application's (client) id.", "ID");
        var subscriptions = Choices.Texts("--subscription-id", "Subscriptions to read.", "ID");
        (tenant.Required, client.Required, subscriptions.Required) = (true, true, true);
        var groups = Choices.Texts("--resource-group", "Only these; none for whole subscriptions.", "NAME");
        var workspace = Choices.Text("--workspace-id", "A Log Analytics workspace (customerId).", "ID");
        var expires = Choices.Instant("--secret-expires-at", "When the secret expires; two weeks before there is a warning.");
        var (file, credential, keyless) = (SecretFile("The client secret"), CredentialId(), new Option<bool>("--keyless")
        {
            Description = "A federated credential in place of a secret.",
        });
        var tags = new Tags();
        var command = new Command("azure", "Connects subscriptions of Azure.")
        {
            tenant, client, subscriptions, groups, workspace, expires, file, credential, keyless,
        };
        tags.AddTo(command, mayConfirm: true);
        command.Does((session, cancellationToken) =>
        {
            var body = new JsonObject
            {
                ["tenantId"] = session.Of(tenant), ["clientId"] = session.Of(client), ["subscriptionIds"] = Array(session.Of(subscriptions)),
            };
            Set(body, "resourceGroups", session.Of(groups));
            Set(body, "workspaceId", session.Of(workspace));
            Set(body, "secretExpiresAt", Choices.Of(session.Of(expires)));
            if (session.Of(credential) is { } id)
            {
                body["credentialId"] = id;
            }
            else if (!session.Of(keyless))
            {
                body["clientSecret"] = session.Of(file) is { } path ? PrivateFile.Read(path).Trim() : KeySource.Ask("Client secret (not shown)");
            }

            return ConnectAsync(session, "azure", tags.Add(session, body), cancellationToken);
        });
        return command;
    }

    private static Command Gcp()
    {
        var projects = Choices.Texts("--project-id", "Projects to read.", "ID");
        projects.Required = true;
        var (file, credential) = (SecretFile("A service account's key or a federation document (JSON)"), CredentialId());
        var tags = new Tags();
        var command = new Command("gcp", "Connects projects of Google Cloud.") { projects, file, credential };
        tags.AddTo(command, mayConfirm: true);
        command.Does((session, cancellationToken) =>
        {
            var body = new JsonObject { ["projectIds"] = Array(session.Of(projects)) };
            if (session.Of(credential) is { } id)
            {
                body["credentialId"] = id;
            }
            else
            {
                body["credential"] = Document(session.Of(file) is { } path ? PrivateFile.Read(path) : Piped());
            }

            return ConnectAsync(session, "gcp", tags.Add(session, body), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ConnectAsync(
        Session session, string provider, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await session.Api.SendAsync(
            HttpMethod.Post, $"v1/integrations/{provider}/connect", body.ToJsonString(), cancellationToken, Guid.NewGuid().ToString());
        answer = await PermissionWait.ForAsync(session, answer, cancellationToken);
        session.Show(answer, () => AccessReport.Show(session.Screen, answer.Root));
        return answer.Root.Text("status") == "connected" ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static Option<string?> SecretFile(string what) => Choices.Text("--secret-file",
        $"{what}, in a file that only you can read; else it is read from standard input.", "FILE");

    private static Option<string?> CredentialId() =>
        Choices.Text("--credential-id", "What POST /v1/credentials answered, in place of the secret.", "ID");

    private static string Piped()
    {
        if (!Console.IsInputRedirected)
        {
            throw new UsageException("Give the document by --secret-file or on standard input.");
        }

        var buffer = new char[MaxDocument];
        var length = Console.In.ReadBlock(buffer);
        return length < MaxDocument ? new string(buffer, 0, length) : throw new CommandException("The document is too large.");
    }

    private static JsonNode Document(string text)
    {
        try
        {
            return JsonNode.Parse(text) ?? throw new CommandException("The document is empty.");
        }
        catch (JsonException exception)
        {
            throw new CommandException("The document is not JSON.", "Is it the key file as Google gave it?", exception);
        }
    }

    private static JsonArray Array(string[]? values) => [.. (values ?? []).Select(value => (JsonNode)value)];

    private static void Set(JsonObject body, string name, string[]? values)
    {
        if (values is { Length: > 0 })
        {
            body[name] = Array(values);
        }
    }

    private static void Set(JsonObject body, string name, string? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }

    /// <summary>What an account of any cloud may have.</summary>
    private sealed class Tags
    {
        private readonly Option<string?> name = Choices.Text("--name", "What people call it.", "NAME");
        private readonly Option<string[]> links = Choices.Texts(
            "--link", "Integrations that take part in its investigations.", "ID");
        private readonly Option<string[]> services = Choices.Texts("--service", "Services that run there.", "NAME");
        private readonly Option<string[]> environments = Choices.Texts("--environment", "Environments, such as production.", "NAME");
        private readonly Option<bool> confirm = new("--confirm-excess")
        {
            Description = "Accept that the principal may do more than read.",
        };

        public void AddTo(Command command, bool mayConfirm = false)
        {
            foreach (var option in new Option[] { name, links, services, environments })
            {
                command.Options.Add(option);
            }

            if (mayConfirm)
            {
                command.Options.Add(confirm);
            }
        }

        public JsonObject Add(Session session, JsonObject body)
        {
            Set(body, "name", session.Of(name));
            Set(body, "links", session.Of(links));
            Set(body, "services", session.Of(services));
            Set(body, "environments", session.Of(environments));
            if (session.IsGiven(confirm))
            {
                body["confirmExcess"] = session.Of(confirm);
            }

            return body;
        }
    }
}
