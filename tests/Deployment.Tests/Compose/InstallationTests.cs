using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CauseFlow.Deployment.Tests.Compose;

/// <summary>What deploy/compose/init.sh makes is what docker-compose.yml names.</summary>
public sealed class InstallationTests : IClassFixture<MadeInstallation>
{
    private readonly string _folder;

    public InstallationTests(MadeInstallation made)
    {
        ArgumentNullException.ThrowIfNull(made);
        _folder = made.Folder;
    }

    [Fact]
    public void Every_secret_is_declared_used_and_made()
    {
        var declared = ComposeFile.Root["secrets"]!.AsObject().ToDictionary(secret => secret.Key, secret => (string)secret.Value!["file"]!);
        ComposeFile.Parts.SelectMany(part => part.Secrets.Keys).Distinct().ShouldBe(declared.Keys, ignoreOrder: true);
        foreach (var (name, file) in declared)
        {
            file.ShouldBe($"{ComposeFile.Installation}/secrets/{name}");
            File.Exists(Secret(name)).ShouldBeTrue(name);
        }

        // The authority's own key and the operator's password are for people alone.
        Directory.GetFiles(Path.Combine(_folder, "secrets")).Select(file => Path.GetFileName(file)!).Except(declared.Keys)
            .Order(StringComparer.Ordinal).ShouldBe(["authority.key", "rabbitmq-operator-password"]);
    }

    [Fact]
    public void No_secret_is_in_the_environment_and_none_has_a_default()
    {
        foreach (var part in ComposeFile.Parts)
        {
            foreach (var (name, value) in part.Environment)
            {
                name.ShouldNotMatch("(?i)password$|connectionstring$|secret(_access)?_key$|token$", part.Name);
                value.ShouldNotMatch("(?i)password=|BEGIN .*PRIVATE|://[^/]*:[^/]*@", part.Name);
            }
        }

        var text = Repository.Read("docker-compose.yml");
        Regex.Matches(text, @"\$\{(\w+)").Select(match => match.Groups[1].Value).ShouldAllBe(name => !Regex.IsMatch(name, "PASSWORD|SECRET|KEY|TOKEN"));
        text.ShouldNotContain("RABBITMQ_DEFAULT");
        text.ShouldNotContain("HOST_AUTH_METHOD");
    }

    [Fact]
    public void Every_file_that_a_setting_names_is_mounted_where_it_says()
    {
        foreach (var part in ComposeFile.Services.Concat(ComposeFile.Migrations))
        {
            foreach (var (setting, path) in part.Environment.Where(setting => setting.Value.StartsWith('/')))
            {
                if (path.StartsWith("/run/secrets/", StringComparison.Ordinal))
                {
                    part.Secrets.Values.ShouldContain(target => target == path || target.StartsWith(path + "/", StringComparison.Ordinal), $"{part} {setting}");
                }
                else
                {
                    path.ShouldStartWith("/etc/causeflow/public");
                    part.Mounts["/etc/causeflow/public"].ShouldBe($"{ComposeFile.Installation}/public", part.Name);
                    var made = Path.Combine(_folder, "public", Path.GetRelativePath("/etc/causeflow/public", path));
                    (File.Exists(made) || Directory.Exists(made)).ShouldBeTrue($"{part} {setting} {path}");
                }
            }
        }
    }

    [Fact]
    public void Keys_that_the_page_adds_are_mounted_beside_those_that_are_there_under_names_that_are_read()
    {
        var broker = ComposeFile.Get("credential-broker");
        var added = Regex.Matches(Repository.Read("docs/compose.md"), @"\{source: (\S+), target: (\S+)\}")
            .Select(mount => mount.Groups[2].Value).ToArray();
        added.Select(Path.GetFileName).ShouldBe(["kek-2.key", "audit-1.key"]);
        foreach (var target in added)
        {
            broker.Secrets.Values.ShouldNotContain(target);
            broker.Secrets.Values.Select(Path.GetDirectoryName).ShouldContain(Path.GetDirectoryName(target));
        }

        added.ShouldContain($"{broker.Environment["Broker__KeyFolder"]}/audit-1.key");
        Repository.Read("services/credential-broker/Keys/BrokerKeys.cs").ShouldContain("$\"{name}-*.key\"");
    }

    [Fact]
    public void Certificates_are_of_the_names_by_which_parts_are_called_and_belong_to_their_keys()
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "public", "ca.crt"));
        foreach (var name in ComposeFile.Parts.Where(part => part.Secrets.ContainsKey($"{part.Name}-tls.key")).Select(part => part.Name))
        {
            using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(_folder, "public", $"{name}.crt"), Secret($"{name}-tls.key"));
            certificate.MatchesHostname(name).ShouldBeTrue(name);
            certificate.MatchesHostname("localhost").ShouldBeTrue($"{name}: its health check calls it so");
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.Build(certificate).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Bus_users_have_their_permissions_and_the_hash_of_their_password()
    {
        var definitions = JsonNode.Parse(File.ReadAllText(Secret("rabbitmq-definitions.json")))!;
        var allowed = JsonNode.Parse(Repository.Read("deploy/rabbitmq/permissions.json"))!.AsObject();
        var users = Resource.Items(definitions["users"]).ToDictionary(user => (string)user["name"]!);
        users.Keys.ShouldBe([.. allowed.Select(user => user.Key), "operator"], ignoreOrder: true);
        foreach (var permission in Resource.Items(definitions["permissions"]).Where(permission => (string?)permission["user"] != "operator"))
        {
            var user = (string)permission["user"]!;
            ((string?)permission["write"]).ShouldBe((string?)allowed[user]!["write"], user);
            var hash = Convert.FromBase64String((string)users[user]["password_hash"]!);
            byte[] salted = [.. hash[..4], .. File.ReadAllBytes(Secret($"{user}-bus-password"))];
            hash[4..].ShouldBe(SHA256.HashData(salted), user);
        }
    }

    [Fact]
    public void No_two_secrets_are_the_same()
    {
        var random = Directory.GetFiles(Path.Combine(_folder, "secrets")).Where(file => !file.EndsWith("-vault-current", StringComparison.Ordinal));
        random.GroupBy(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))).Where(group => group.Count() > 1)
            .Select(group => string.Join(", ", group.Select(Path.GetFileName))).ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_else_may_enter_the_folder()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        (File.GetUnixFileMode(_folder) & others).ShouldBe(UnixFileMode.None);
        (File.GetUnixFileMode(Path.Combine(_folder, "secrets")) & others).ShouldBe(UnixFileMode.None);

        // Readers inside the containers are other users.
        (File.GetUnixFileMode(Secret("gateway-tls.key")) & UnixFileMode.OtherRead).ShouldBe(UnixFileMode.OtherRead);
        (File.GetUnixFileMode(Secret("authority.key")) & others).ShouldBe(UnixFileMode.None);
    }

    [Fact]
    public void What_is_there_is_never_replaced()
    {
        var before = File.ReadAllText(Secret("gateway-identity.pem"));

        Tool.Fails("bash", Repository.File("deploy/compose/init.sh"), "--out", _folder).ShouldContain("it is not replaced");

        File.ReadAllText(Secret("gateway-identity.pem")).ShouldBe(before);
    }

    [Fact]
    public void An_upgrade_brings_its_permissions_and_leaves_users_alone()
    {
        using var other = new MadeInstallation();
        var file = Path.Combine(other.Folder, "secrets", "rabbitmq-definitions.json");
        var before = JsonNode.Parse(File.ReadAllText(file))!;
        var old = before.DeepClone();
        foreach (var permission in Resource.Items(old["permissions"]))
        {
            permission["write"] = "^of the release before$";
        }

        File.WriteAllText(file, old.ToJsonString());

        Tool.RunWith(new Dictionary<string, string> { ["CAUSEFLOW_INSTALLATION"] = other.Folder, ["DOCKER_HOST"] = "unix:///nowhere" },
            "bash", Repository.File("deploy/compose/permissions.sh"));

        var after = JsonNode.Parse(File.ReadAllText(file))!;
        after["users"]!.ToJsonString().ShouldBe(before["users"]!.ToJsonString());
        foreach (var permission in Resource.Items(after["permissions"]))
        {
            var user = (string)permission["user"]!;
            var expected = user == "operator" ? "^of the release before$"
                : (string?)Resource.Items(before["permissions"]).Single(one => (string?)one["user"] == user)["write"];
            ((string?)permission["write"]).ShouldBe(expected, user);
        }
    }

    private string Secret(string name) => Path.Combine(_folder, "secrets", name);
}

public sealed class MadeInstallation : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;

    public MadeInstallation() => Tool.Run("bash", Repository.File("deploy/compose/init.sh"), "--out", Folder);

    public string Folder => Path.Combine(_folder, "installation");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
