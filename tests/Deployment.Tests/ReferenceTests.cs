using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CauseFlow.Deployment.Tests;

/// <summary>Secrets are named and never contained; each name and key is on the list of docs/kubernetes.md.</summary>
public sealed partial class ReferenceTests
{
    [Theory]
    [ClassData(typeof(Overlays))]
    public void No_secret_is_in_the_files(string overlay)
    {
        var all = Rendered.Overlay(overlay);

        all.Of("Secret").ShouldBeEmpty();
        foreach (var setting in all.Of("ConfigMap").SelectMany(map => Resource.MapOf(map.Json["data"])))
        {
            setting.Key.ShouldNotMatch("(?i)password|connectionstring|secret(s__)?key$|apikey");
            setting.Value.ShouldNotMatch("(?i)password=|BEGIN .*PRIVATE");
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Every_secret_that_is_named_is_on_the_list_with_its_keys(string overlay)
    {
        var declared = Declared();
        foreach (var (name, key, _) in SecretsOf(Rendered.Overlay(overlay)))
        {
            declared.ShouldContainKey(name);
            if (key is not null)
            {
                declared[name].ShouldContain(key, name);
            }
        }
    }

    [Fact]
    public void The_list_names_nothing_that_nobody_reads() =>
        Declared().Keys.ShouldBeSubsetOf(new Overlays().SelectMany(overlay => SecretsOf(Rendered.Overlay(overlay.Data)))
            .Select(reference => reference.Name));

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Every_file_that_a_setting_names_is_mounted(string overlay)
    {
        var (all, declared) = (Rendered.Overlay(overlay), Declared());
        foreach (var workload in all.Deployments)
        {
            var mounts = Resource.Items(workload.Containers.Single()["volumeMounts"]).ToDictionary(
                mount => (string)mount["mountPath"]!, mount => (string)mount["name"]!);
            foreach (var (setting, path) in Settings.Of(all, workload).Where(setting => setting.Value.StartsWith('/') && NeedsFile(workload, setting.Key)))
            {
                var isFolder = mounts.ContainsKey(path);
                var folder = isFolder ? path : Path.GetDirectoryName(path)!;
                mounts.ShouldContainKey(folder, $"{workload} {setting}");
                var secret = (string?)Resource.Items(workload.PodSpec["volumes"])
                    .Single(volume => (string?)volume["name"] == mounts[folder])["secret"]?["secretName"];
                if (!isFolder && secret is not null)
                {
                    declared[secret].ShouldContain(Path.GetFileName(path), $"{workload} {setting}");
                }
            }
        }
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("production")]
    public void The_script_makes_every_secret_and_map_that_is_needed(string overlay)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;
        try
        {
            var (file, keySet) = (Path.Combine(folder, "secrets.yaml"), Path.Combine(folder, "jwks.json"));
            File.WriteAllText(keySet, """{"keys":[]}""");
            Tool.Run("bash", [Repository.File("deploy/k8s/secrets.sh"), "--out", file, "--key-set", keySet, .. overlay == "dev" ? ["--dev"] : Array.Empty<string>()]);
            var made = Rendered.Parse(File.ReadAllText(file));
            var all = Rendered.Overlay(overlay);

            // cert-manager fills some; the certificate of the public address and AWS's keys are the operator's own.
            var others = all.Of("Certificate").Select(certificate => (string)certificate.Spec["secretName"]!).ToHashSet();
            foreach (var (name, key, isOptional) in SecretsOf(all).Where(reference => !others.Contains(reference.Name)))
            {
                if (isOptional || (overlay == "production" && name == "causeflow-ingress-tls"))
                {
                    continue;
                }

                var secret = made.SingleOrDefault(resource => resource.Kind == "Secret" && resource.Name == name).ShouldNotBeNull(name);
                (key is null || secret.Json["data"]!.AsObject().ContainsKey(key)).ShouldBeTrue($"{name} {key}");
            }

            var maps = all.WithPods.SelectMany(workload => Resource.Items(workload.PodSpec["volumes"]))
                .Where(volume => volume["configMap"] is not null && (bool?)volume["configMap"]!["optional"] != true)
                .Select(volume => (string)volume["configMap"]!["name"]!);
            maps.ShouldBeSubsetOf(made.Concat(all.All).Where(resource => resource.Kind == "ConfigMap").Select(resource => resource.Name));
            var declared = Declared();
            foreach (var secret in made.Where(resource => resource.Kind == "Secret"))
            {
                declared.ShouldContainKey(secret.Name);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_script_replaces_no_statements_either_and_writes_both_files_for_the_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the script is a shell's");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;
        try
        {
            var (file, script) = (Path.Combine(folder, "secrets.yaml"), Repository.File("deploy/k8s/secrets.sh"));
            File.WriteAllText($"{file}.sql", "of somebody else");
            Tool.Fails("bash", script, "--out", file).ShouldContain("is there already");
            File.ReadAllText($"{file}.sql").ShouldBe("of somebody else");
            File.Delete($"{file}.sql");
            File.CreateSymbolicLink($"{file}.sql", Path.Combine(folder, "elsewhere"));
            Tool.Fails("bash", script, "--out", file).ShouldContain("is there already");
            File.Delete($"{file}.sql");

            Tool.Run("bash", script, "--out", file);

            foreach (var made in new[] { file, $"{file}.sql" })
            {
                File.GetUnixFileMode(made).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            var statements = File.ReadAllText($"{file}.sql");
            statements.IndexOf("'log_statement', 'none'", StringComparison.Ordinal)
                .ShouldBeInRange(0, statements.IndexOf("password '", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_script_takes_paths_from_where_it_is_called()
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "jwks.json"), """{"keys":[]}""");
            File.WriteAllText(Path.Combine(folder, "db-ca.pem"), "of the database");

            Tool.RunIn(folder, "bash", Repository.File("deploy/k8s/secrets.sh"),
                "--out", "secrets.yaml", "--key-set", "jwks.json", "--database", "db.example.internal", "--database-ca", "db-ca.pem");

            var made = Rendered.Parse(File.ReadAllText(Path.Combine(folder, "secrets.yaml")));
            made.ShouldContain(resource => resource.Name == "cluster-key-set");
            made.ShouldContain(resource => resource.Name == "database-ca");
            File.Exists(Path.Combine(folder, "secrets.yaml.sql")).ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Name and key; the key is null where the whole Secret is taken.</summary>
    private static IEnumerable<(string Name, string? Key, bool IsOptional)> SecretsOf(Rendered all)
    {
        foreach (var workload in all.WithPods)
        {
            foreach (var container in workload.Containers)
            {
                foreach (var reference in Resource.Items(container["env"]).Select(variable => variable["valueFrom"]?["secretKeyRef"]).OfType<JsonNode>())
                {
                    yield return ((string)reference["name"]!, (string)reference["key"]!, (bool?)reference["optional"] == true);
                }

                foreach (var reference in Resource.Items(container["envFrom"]).Select(source => source["secretRef"]).OfType<JsonNode>())
                {
                    yield return ((string)reference["name"]!, null, (bool?)reference["optional"] == true);
                }
            }

            foreach (var reference in Resource.Items(workload.PodSpec["volumes"]).Select(volume => volume["secret"]).OfType<JsonNode>())
            {
                yield return ((string)reference["secretName"]!, null, (bool?)reference["optional"] == true);
            }
        }

        foreach (var name in all.Of("Ingress").SelectMany(ingress => Resource.Items(ingress.Spec["tls"])).Select(tls => (string)tls["secretName"]!))
        {
            yield return (name, "tls.crt", false);
        }

        foreach (var reference in all.Of("TriggerAuthentication").SelectMany(scaler => Resource.Items(scaler.Spec["secretTargetRef"])))
        {
            yield return ((string)reference["name"]!, (string)reference["key"]!, false);
        }

        foreach (var reference in all.Of("ServiceMonitor").SelectMany(monitor => Resource.Items(monitor.Spec["endpoints"]))
            .Select(endpoint => endpoint["tlsConfig"]!["ca"]!["secret"]!))
        {
            yield return ((string)reference["name"]!, (string)reference["key"]!, false);
        }

        foreach (var cluster in all.Of("RabbitmqCluster"))
        {
            yield return ((string)cluster.Spec["tls"]!["secretName"]!, "tls.crt", false);
        }

        foreach (var user in all.Of("User"))
        {
            yield return ((string)user.Spec["importCredentialsSecret"]!["name"]!, "password", false);
        }
    }

    /// <summary>The table of docs/kubernetes.md.</summary>
    private static Dictionary<string, string[]> Declared() => Repository.Read("docs/kubernetes.md").Split("## Secrets")[1].Split("\n## ")[0]
        .Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|'))
        .SelectMany(cells => Quoted().Matches(cells[1]).Select(name =>
            (Name: name.Groups[1].Value, Keys: Quoted().Matches(cells[2]).Select(key => key.Groups[1].Value).ToArray())))
        .ToDictionary(row => row.Name, row => row.Keys);

    // The collectors serve no API and the broker alone checks tokens; a common setting that one does not read needs no file there.
    private static bool NeedsFile(Resource workload, string setting) =>
        setting != "Identity__TrustedKeyFolder" || workload.PodLabels["app.kubernetes.io/component"] == "service";

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
