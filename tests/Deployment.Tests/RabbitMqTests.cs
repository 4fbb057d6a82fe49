using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests;

/// <summary>RabbitMQ's users in a cluster are those of deploy/rabbitmq/permissions.json, which is made from the code.</summary>
public sealed class RabbitMqTests
{
    private const string File = "deploy/k8s/components/rabbitmq-operator/users.yaml";

    /// <summary>Run with CAUSEFLOW_APPROVE=1 to write the file.</summary>
    [Fact]
    public void Users_and_permissions_are_those_that_the_code_needs()
    {
        var expected = Write(JsonNode.Parse(Repository.Read("deploy/rabbitmq/permissions.json"))!.AsObject());
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1")
        {
            System.IO.File.WriteAllText(Repository.File(File), expected);
        }

        Repository.Read(File).ShouldBe(expected, "CAUSEFLOW_APPROVE=1 writes the file again");
    }

    [Fact]
    public void Rendered_permissions_survive_yaml()
    {
        var production = Rendered.Overlay("production");
        foreach (var (user, rights) in JsonNode.Parse(Repository.Read("deploy/rabbitmq/permissions.json"))!.AsObject())
        {
            var permission = production.Get("Permission", user).Spec;
            ((string?)permission["userReference"]!["name"]).ShouldBe(user);
            foreach (var right in new[] { "configure", "write", "read" })
            {
                ((string?)permission["permissions"]![right]).ShouldBe((string?)rights![right], user);
            }

            ((string?)production.Get("User", user).Spec["importCredentialsSecret"]!["name"]).ShouldBe($"{user}-bus");
        }
    }

    [Fact]
    public void The_scaler_may_look_and_not_touch()
    {
        var production = Rendered.Overlay("production");

        Resource.Items(production.Get("User", "scaler").Spec["tags"]).Select(tag => (string?)tag).ShouldBe(["monitoring"]);
        Resource.MapOf(production.Get("Permission", "scaler").Spec["permissions"]).Values.ShouldAllBe(pattern => pattern == "^$");
    }

    [Fact]
    public void Production_has_three_nodes_and_no_listener_without_tls()
    {
        var cluster = Rendered.Overlay("production").Of("RabbitmqCluster").Single();

        ((int)cluster.Spec["replicas"]!).ShouldBe(3);
        ((bool)cluster.Spec["tls"]!["disableNonTLSListeners"]!).ShouldBeTrue();
        var pod = cluster.Spec["override"]!["statefulSet"]!["spec"]!["template"]!["spec"]!;
        ((bool)pod["securityContext"]!["runAsNonRoot"]!).ShouldBeTrue();
        foreach (var container in Resource.Items(pod["containers"]).Concat(Resource.Items(pod["initContainers"])))
        {
            ((bool)container["securityContext"]!["allowPrivilegeEscalation"]!).ShouldBeFalse();
        }
    }

    [Fact]
    public void The_scripts_definitions_hold_every_users_permissions_and_the_hash_of_its_password()
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;
        try
        {
            var file = Path.Combine(folder, "secrets.yaml");
            var arguments = Path.Combine(folder, "arguments");
            var recorder = Path.Combine(folder, "kubectl");
            System.IO.File.WriteAllText(recorder, $"#!/bin/sh\nprintf '%s\\n' \"$*\" >>{arguments}\nPATH=\"${{PATH#*:}}\" exec kubectl \"$@\"\n");
            Tool.Run("chmod", "u+x", recorder);
            Tool.Run("env", $"PATH={folder}:{Environment.GetEnvironmentVariable("PATH")}", "bash",
                Repository.File("deploy/k8s/secrets.sh"), "--out", file, "--dev");
            var seen = System.IO.File.ReadAllText(arguments);
            seen.ShouldContain("generic ingestion-bus");
            var made = Rendered.Parse(System.IO.File.ReadAllText(file));
            var definitions = JsonNode.Parse(Value(made, "rabbitmq-definitions", "definitions.json"))!;
            var allowed = JsonNode.Parse(Repository.Read("deploy/rabbitmq/permissions.json"))!.AsObject();
            var users = Resource.Items(definitions["users"]).ToDictionary(user => (string)user["name"]!);
            users.Keys.ShouldBe(allowed.Select(user => user.Key), ignoreOrder: true);
            foreach (var permission in Resource.Items(definitions["permissions"]))
            {
                var user = (string)permission["user"]!;
                ((string?)permission["write"]).ShouldBe((string?)allowed[user]!["write"], user);
                var hash = Convert.FromBase64String((string)users[user]["password_hash"]!);
                byte[] salted = [.. hash[..4], .. Encoding.UTF8.GetBytes(Value(made, $"{user}-bus", "password"))];
                hash[4..].ShouldBe(SHA256.HashData(salted), user);
                seen.ShouldNotContain(Value(made, $"{user}-bus", "password"), Case.Insensitive, "everybody on the machine sees arguments");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_collector_of_a_new_release_gets_a_bus_user_and_nothing_that_is_there_is_made_anew()
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;
        try
        {
            var file = Path.Combine(folder, "added.yaml");
            Tool.Run("bash", Repository.File("deploy/k8s/secrets.sh"), "--out", file, "--add", "collector-gcp");

            var made = Rendered.Parse(System.IO.File.ReadAllText(file)).ToArray();
            made.Select(resource => resource.Name).ShouldBe(["collector-gcp-bus"]);
            Value(made, "collector-gcp-bus", "username").ShouldBe("collector-gcp");
            Value(made, "collector-gcp-bus", "password").Length.ShouldBeGreaterThanOrEqualTo(32);
            foreach (var other in new[] { "ingestion", "collector-none" })
            {
                Tool.Fails("bash", Repository.File("deploy/k8s/secrets.sh"), "--out", Path.Combine(folder, "other"), "--add", other)
                    .ShouldContain(other);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_page_of_a_new_release_gets_keys_of_its_own_and_no_bus_user()
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;
        try
        {
            var file = Path.Combine(folder, "added.yaml");
            Tool.Run("bash", Repository.File("deploy/k8s/secrets.sh"), "--out", file, "--add", "dashboard");

            var made = Rendered.Parse(System.IO.File.ReadAllText(file)).ToArray();
            made.Select(resource => resource.Name).ShouldBe(["dashboard-vault-keys"]);
            var current = Value(made, "dashboard-vault-keys", "current");
            Convert.FromBase64String(Value(made, "dashboard-vault-keys", $"kek-{current}.key")).Length.ShouldBe(32);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Value(IEnumerable<Resource> made, string secret, string key) => Encoding.UTF8.GetString(Convert.FromBase64String(
        (string)made.Single(resource => resource.Kind == "Secret" && resource.Name == secret).Json["data"]![key]!));

    private static string Write(JsonObject permissions)
    {
        var text = new StringBuilder(
            "# Made of deploy/rabbitmq/permissions.json; a test compares the two, and CAUSEFLOW_APPROVE=1 writes this file again.\n");
        foreach (var (user, rights) in permissions)
        {
            Append(text, user, "[]", rights!);
        }

        // KEDA counts messages by the management API; what is in a queue it may not see.
        Append(text, "scaler", "[monitoring]", new JsonObject { ["configure"] = "^$", ["write"] = "^$", ["read"] = "^$" });
        return text.ToString();
    }

    private static void Append(StringBuilder text, string user, string tags, JsonNode rights)
    {
        if (text[^1] == '\n' && text.ToString().Contains("kind:", StringComparison.Ordinal))
        {
            text.Append("---\n");
        }

        text.Append($$"""
            apiVersion: rabbitmq.com/v1beta1
            kind: User
            metadata:
              name: {{user}}
              labels: {causeflow/step: prepare}
            spec:
              tags: {{tags}}
              importCredentialsSecret: {name: {{user}}-bus}
              rabbitmqClusterReference: {name: rabbitmq}
            ---
            apiVersion: rabbitmq.com/v1beta1
            kind: Permission
            metadata:
              name: {{user}}
              labels: {causeflow/step: prepare}
            spec:
              vhost: /
              userReference: {name: {{user}}}
              permissions:
                configure: {{Quoted(rights["configure"]!)}}
                write: {{Quoted(rights["write"]!)}}
                read: {{Quoted(rights["read"]!)}}
              rabbitmqClusterReference: {name: rabbitmq}

            """);
    }

    // Single quotes: in them YAML takes backslashes as they are.
    private static string Quoted(JsonNode value) => $"'{((string)value!).Replace("'", "''", StringComparison.Ordinal)}'";
}
