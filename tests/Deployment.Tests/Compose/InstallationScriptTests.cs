using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CauseFlow.Deployment.Tests.Compose;

/// <summary>What the scripts of deploy/compose change in an installation that is there, and what they leave alone.</summary>
public sealed class InstallationScriptTests : IDisposable
{
    private readonly MadeInstallation _made = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;

    /// <summary>What docker was called with, and what it was given to read.</summary>
    private string Calls => File.Exists(Path.Combine(_folder, "calls")) ? File.ReadAllText(Path.Combine(_folder, "calls")) : "";

    [Fact]
    public void A_new_bus_password_is_what_RabbitMQ_reads_at_its_next_start()
    {
        var (before, others) = (Secret("collector-aws-bus-password"), HashOf("collector-azure"));

        RunScript("passwords.sh", "collector-aws");

        var password = Secret("collector-aws-bus-password");
        password.ShouldNotBe(before);
        var hash = Convert.FromBase64String(HashOf("collector-aws"));
        byte[] salted = [.. hash[..4], .. System.Text.Encoding.UTF8.GetBytes(password)];
        hash[4..].ShouldBe(SHA256.HashData(salted), "load_definitions would otherwise bring the old one back");
        HashOf("collector-azure").ShouldBe(others);
        Calls.ShouldContain("rabbitmqctl -q import_definitions /run/secrets/definitions.json");
        Calls.ShouldNotContain("psql");
        Calls.ShouldNotContain(password);
    }

    [Fact]
    public void New_database_passwords_are_those_of_the_roles_also_on_a_new_server()
    {
        RunScript("passwords.sh", "ingestion");

        var roles = Secret("postgres-roles.sql");
        foreach (var (role, file) in new[] { ("ingestion", "ingestion-database"), ("ingestion-owner", "ingestion-migration") })
        {
            var password = Regex.Match(Secret(file), "Password=([^;]+);").Groups[1].Value;
            roles.ShouldContain($"create role \"{role}\" login password '{password}';");
            Calls.ShouldContain($"alter role \"{role}\" password '{password}';");
            Calls.Split('\n').Where(line => line.StartsWith("called ", StringComparison.Ordinal))
                .ShouldAllBe(line => !line.Contains(password, StringComparison.Ordinal), "everybody on the machine sees arguments");
        }

        Regex.Count(roles, "(?m)^create role .*';$").ShouldBe(8);
    }

    [Fact]
    public void Without_PostgreSQL_no_password_of_a_role_is_changed()
    {
        var before = Secret("ingestion-database");

        Tool.Fails("env", $"CAUSEFLOW_INSTALLATION={_made.Folder}", "DOCKER_HOST=unix:///nowhere", "bash",
            Repository.File("deploy/compose/passwords.sh"), "ingestion").ShouldContain("postgres does not run");

        Secret("ingestion-database").ShouldBe(before);
    }

    [Fact]
    public void A_renewed_certificate_lasts_a_year_from_now_under_the_same_authority()
    {
        var before = Directory.GetFiles(Public()).ToDictionary(file => file, File.ReadAllText);

        RunScript("certificates.sh");

        using var authority = X509CertificateLoader.LoadCertificateFromFile(Public("ca.crt"));
        foreach (var part in ComposeFile.Parts.Where(part => part.Secrets.ContainsKey($"{part.Name}-tls.key")).Select(part => part.Name))
        {
            File.ReadAllText(Public($"{part}.crt")).ShouldNotBe(before[Public($"{part}.crt")], part);
            CheckCertificate(part, authority);
        }

        File.ReadAllText(Public("ca.crt")).ShouldBe(before[Public("ca.crt")]);
    }

    [Fact]
    public void A_service_of_a_new_release_is_added_as_a_first_installation_would_have_it()
    {
        const string added = "collector-gcp";
        var wanted = Files();
        var kept = Secret("collector-aws-identity.pem");
        foreach (var file in wanted.Where(file => Path.GetFileName(file).StartsWith(added, StringComparison.Ordinal)))
        {
            File.Delete(Path.Combine(_made.Folder, file));
        }

        var definitions = JsonNode.Parse(Secret("rabbitmq-definitions.json"))!;
        foreach (var (list, member) in new[] { ("users", "name"), ("permissions", "user") })
        {
            definitions[list]!.AsArray().RemoveAll(row => (string?)row![member] == added);
        }

        File.WriteAllText(Path.Combine(_made.Folder, "secrets", "rabbitmq-definitions.json"), definitions.ToJsonString());
        FailScript("permissions.sh").ShouldContain($"init.sh --add {added}");

        RunScript("init.sh", "--add", added);

        Files().ShouldBe(wanted);
        Secret("collector-aws-identity.pem").ShouldBe(kept);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Public("ca.crt"));
        CheckCertificate(added, authority);
        File.ReadAllText(Public($"trusted/{added}.pub.pem")).ShouldContain("PUBLIC KEY");
        var hash = Convert.FromBase64String(HashOf(added));
        byte[] salted = [.. hash[..4], .. System.Text.Encoding.UTF8.GetBytes(Secret($"{added}-bus-password"))];
        hash[4..].ShouldBe(SHA256.HashData(salted));
        FailScript("init.sh", "--add", added).ShouldContain("it is not replaced");
        RunScript("permissions.sh");
        Calls.ShouldContain("import_definitions", Case.Sensitive, "the running RabbitMQ gets the user too");
    }

    [Fact]
    public void A_page_of_a_new_release_is_added_as_a_first_installation_would_have_it()
    {
        const string added = "dashboard";
        var wanted = Files();
        var users = Secret("rabbitmq-definitions.json");
        foreach (var file in wanted.Where(file => Path.GetFileName(file).StartsWith(added, StringComparison.Ordinal)))
        {
            File.Delete(Path.Combine(_made.Folder, file));
        }

        RunScript("init.sh", "--add", added);

        Files().ShouldBe(wanted);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Public("ca.crt"));
        CheckCertificate(added, authority);
        Convert.FromBase64String(Secret($"{added}-vault-1.key")).Length.ShouldBe(32);
        Secret("rabbitmq-definitions.json").ShouldBe(users, "a page speaks with the gateway alone");
        FailScript("init.sh", "--add", added).ShouldContain("it is not replaced");
    }

    public void Dispose()
    {
        _made.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string[] Files() => [.. Directory.GetFiles(_made.Folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_made.Folder, file)).Order(StringComparer.Ordinal)];

    private void CheckCertificate(string name, X509Certificate2 authority)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(
            Public($"{name}.crt"), Path.Combine(_made.Folder, "secrets", $"{name}-tls.key"));
        certificate.MatchesHostname(name).ShouldBeTrue(name);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.Build(certificate).ShouldBeTrue(name);
    }

    private string Public(string name = "") => Path.Combine(_made.Folder, "public", name);

    private string Secret(string name) => File.ReadAllText(Path.Combine(_made.Folder, "secrets", name));

    private string HashOf(string user) => (string)Resource.Items(JsonNode.Parse(Secret("rabbitmq-definitions.json"))!["users"])
        .Single(row => (string?)row["name"] == user)["password_hash"]!;

    private void RunScript(string script, params string[] arguments) =>
        Tool.Run("env", [.. WithDocker(), "bash", Repository.File($"deploy/compose/{script}"), .. arguments]);

    private string FailScript(string script, params string[] arguments) =>
        Tool.Fails("env", [.. WithDocker(), "bash", Repository.File($"deploy/compose/{script}"), .. arguments]);

    /// <summary>A docker that says that everything runs, and keeps what it is told.</summary>
    private string[] WithDocker()
    {
        var (docker, calls) = (Path.Combine(_folder, "docker"), Path.Combine(_folder, "calls"));
        File.WriteAllText(docker, $"#!/bin/sh\necho \"called $*\" >>{calls}\ncase \"$*\" in *'ps -q'*) echo id ;; *' exec '*) cat >>{calls} ;; esac\n");
        Tool.Run("chmod", "u+x", docker);
        return [$"CAUSEFLOW_INSTALLATION={_made.Folder}", $"PATH={_folder}:{Environment.GetEnvironmentVariable("PATH")}"];
    }
}
