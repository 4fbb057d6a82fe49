using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests.Compose;

public sealed class ComposeTests
{
    private static readonly string[] OfTheCode =
    [
        .. Directory.GetDirectories(Repository.File("services")).Select(folder => Path.GetFileName(folder)!)
            .Where(name => name != "all-in-one" && File.Exists(Repository.File($"services/{name}/Program.cs"))).Order(StringComparer.Ordinal),
    ];

    private static readonly string[] WithStore =
        [.. OfTheCode.Where(name => Repository.Read($"services/{name}/Program.cs").Contains("MigrateVerbAsync", StringComparison.Ordinal))];

    private static readonly string[] OnBus =
        [.. OfTheCode.Where(name => Repository.Read($"services/{name}/Program.cs").Contains("AddServiceBus", StringComparison.Ordinal))];

    [Fact]
    public void Every_service_of_the_code_is_there_as_an_image_of_its_own()
    {
        ComposeFile.Services.Select(service => service.Name).Order(StringComparer.Ordinal).ShouldBe(OfTheCode);
        foreach (var part in ComposeFile.Services.Concat(ComposeFile.Migrations))
        {
            var service = part.Name.Replace("-migration", "", StringComparison.Ordinal);
            ((string?)part.Json["build"]!["args"]!["SERVICE"]).ShouldBe(service);
            ((string?)part.Json["image"]).ShouldStartWith($"causeflow/{service}:");
        }
    }

    [Fact]
    public void Every_part_is_locked_in()
    {
        foreach (var part in ComposeFile.Parts)
        {
            ((bool?)part.Json["read_only"]).ShouldBe(true, part.Name);
            Resource.Items(part.Json["cap_drop"]).Select(item => (string?)item).ShouldBe(["ALL"], part.Name);
            part.Json["cap_add"].ShouldBeNull(part.Name);
            ((bool?)part.Json["privileged"]).ShouldBeNull(part.Name);
            Resource.Items(part.Json["security_opt"]).Select(item => (string?)item).ShouldContain("no-new-privileges:true", part.Name);
            ((string?)part.Json["user"]).ShouldNotBeNull(part.Name).ShouldMatch("^[1-9][0-9]*:[1-9][0-9]*$", part.Name);
            ((string?)part.Json["mem_limit"]).ShouldNotBeNull(part.Name).ShouldMatch("^[1-9][0-9]*[mg]$", part.Name);
            ((int?)part.Json["pids_limit"]).ShouldNotBeNull(part.Name);
        }
    }

    [Fact]
    public void Every_part_that_stays_up_is_asked_for_its_health()
    {
        // The telemetry collector's image holds one program, which cannot ask itself; nothing waits for it.
        ComposeFile.Parts.Where(part => !part.HasHealthCheck && !part.IsMigration).Select(part => part.Name).ShouldBe(["otel-collector"]);
        foreach (var service in ComposeFile.Services)
        {
            Resource.Items(service.Json["healthcheck"]!["test"]).Select(word => (string?)word).ShouldBe(["CMD", "/app/causeflow", "health"]);
            Repository.Read($"services/{service.Name}/Program.cs").ShouldContain("HealthVerbAsync");
        }
    }

    [Fact]
    public void Parts_start_in_the_order_of_their_health()
    {
        foreach (var part in ComposeFile.Parts)
        {
            foreach (var (other, condition) in part.DependsOn)
            {
                condition.ShouldBe(ComposeFile.Get(other).IsMigration ? "service_completed_successfully" : "service_healthy", $"{part}: {other}");
                (ComposeFile.Get(other).IsMigration || ComposeFile.Get(other).HasHealthCheck).ShouldBeTrue($"{part} waits for {other}");
            }
        }

        foreach (var name in WithStore)
        {
            ComposeFile.Get(name).DependsOn.Keys.ShouldContain($"{name}-migration");
            ComposeFile.Get($"{name}-migration").DependsOn.Keys.ShouldContain("postgres");
        }

        foreach (var name in OnBus)
        {
            ComposeFile.Get(name).DependsOn.Keys.ShouldContain("rabbitmq", name);
        }

        ComposeFile.Get("gateway").DependsOn.Keys.ShouldBeSubsetOf(ComposeFile.Parts.Select(part => part.Name));
        new[] { "ingestion", "credential-broker", "investigations" }.ShouldBeSubsetOf(ComposeFile.Get("gateway").DependsOn.Keys);
    }

    [Fact]
    public void Only_the_gateway_is_reached_from_outside_and_that_on_loopback()
    {
        ComposeFile.Parts.Where(part => part.Json["ports"] is not null).Select(part => part.Name).ShouldBe(["gateway"]);
        Resource.Items(ComposeFile.Get("gateway").Json["ports"]).Select(port => (string?)port).ShouldBe(["127.0.0.1:8080:8080"]);
        foreach (var part in ComposeFile.Parts)
        {
            part.Json["network_mode"].ShouldBeNull(part.Name);
            part.Networks.ShouldNotBeEmpty(part.Name);
            part.Networks.Contains("database").ShouldBe(part.Name == "postgres" || part.IsMigration || WithStore.Contains(part.Name), part.Name);
            part.Networks.Contains("bus").ShouldBe(part.Name == "rabbitmq" || OnBus.Contains(part.Name), part.Name);
        }

        foreach (var (name, network) in ComposeFile.Root["networks"]!.AsObject())
        {
            ((bool?)network!["internal"] == true).ShouldBe(name != "outside", name);
        }

        // What has no business with the clouds cannot leave this machine.
        ComposeFile.Parts.Where(part => !part.Networks.Contains("outside")).Select(part => part.Name).Order(StringComparer.Ordinal)
            .ShouldBe([.. new[] { "postgres", "rabbitmq" }.Concat(WithStore.Select(name => $"{name}-migration"))
                .Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public void Every_variable_is_a_setting_that_the_code_reads()
    {
        foreach (var part in ComposeFile.Services.Concat(ComposeFile.Migrations))
        {
            part.Environment.Keys.Where(name => !Settings.Exists(name)).ShouldBeEmpty(part.Name);
            part.Secrets.Values.Where(target => target.StartsWith("/run/secrets/settings/", StringComparison.Ordinal))
                .Select(target => Path.GetFileName(target)).Where(name => !Settings.Exists(name)).ShouldBeEmpty(part.Name);
        }
    }

    [Fact]
    public void Between_parts_everything_is_tls()
    {
        foreach (var service in ComposeFile.Services)
        {
            var settings = service.Environment;
            settings["Listen__Internal"].ShouldBe("https://*:8443", service.Name);
            settings.GetValueOrDefault("Bus__UseTls").ShouldBe(service.Name == "dashboard" ? null : "true", "the page is on no bus");
            settings.ShouldNotContainKey("Services__AllowPlainInternal");
            foreach (var (key, value) in settings.Where(setting => setting.Key.StartsWith("Services__", StringComparison.Ordinal)
                && setting.Key.EndsWith("Url", StringComparison.Ordinal)))
            {
                var url = new Uri(value);
                (url.Scheme, url.Host).ShouldBe(("https", key.Split("__")[1]), service.Name);
                var listens = ComposeFile.Get(url.Host).Environment[key.EndsWith("InternalUrl", StringComparison.Ordinal) ? "Listen__Internal" : "Listen__Api"];
                listens.ShouldBe($"https://*:{url.Port}", service.Name);
            }

            new Uri(settings["OTEL_EXPORTER_OTLP_ENDPOINT"]).Scheme.ShouldBe("https");
        }

        var rabbit = Repository.Read("deploy/compose/rabbitmq.conf");
        rabbit.ShouldContain("listeners.tcp = none");
        rabbit.ShouldNotContain(".tcp.port");
        Repository.Read("deploy/compose/pg_hba.conf").Split('\n').ShouldNotContain(line => line.StartsWith("host ", StringComparison.Ordinal));
    }

    [Fact]
    public void Bus_users_are_those_that_have_permissions()
    {
        var allowed = JsonNode.Parse(Repository.Read("deploy/rabbitmq/permissions.json"))!.AsObject().Select(user => user.Key);
        ComposeFile.Services.Select(service => service.Environment.GetValueOrDefault("Bus__Username")).OfType<string>()
            .ShouldBe(allowed, ignoreOrder: true);
        ComposeFile.Services.Where(service => service.Environment.ContainsKey("Bus__Username"))
            .ShouldAllBe(service => service.Environment["Bus__Username"] == service.Name);
    }

    [Fact]
    public void A_service_may_end_what_it_has_begun()
    {
        foreach (var service in ComposeFile.Services)
        {
            var host = int.Parse(service.Environment["Shutdown__TimeoutSeconds"], System.Globalization.CultureInfo.InvariantCulture);
            service.GraceSeconds.ShouldBeGreaterThanOrEqualTo(host + 10, service.Name);
        }

        foreach (var (name, section) in new[]
        {
            ("collector-aws", "CollectorAws"), ("collector-azure", "CollectorAzure"), ("collector-gcp", "CollectorGcp"),
        })
        {
            ComposeFile.Get(name).GraceSeconds.ShouldBeGreaterThan(Settings.DefaultSeconds($"{section}:Collection:RunTimeoutSeconds")
                + Settings.DefaultSeconds($"{section}:AttemptTimeoutSeconds"));
        }
    }

    [Fact]
    public void The_image_runs_as_nobody_in_particular_and_knows_its_health()
    {
        var recipe = Repository.Read("Dockerfile");
        var last = recipe[recipe.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];
        last.ShouldContain("\nUSER 1654:1654");
        last.ShouldContain("\nHEALTHCHECK ");
        last.ShouldContain("CMD [\"/app/causeflow\", \"health\"]");
        last.ShouldContain("\nENTRYPOINT [\"/app/causeflow\"]");

        // Another registry is an argument away, and nothing but the source is sent to a build.
        recipe.Split('\n').Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ShouldAllBe(line => line.StartsWith("FROM ${", StringComparison.Ordinal));
        Repository.Read(".dockerignore").Split('\n').First(line => !line.StartsWith('#')).ShouldBe("*");
        Repository.Read(".dockerignore").ShouldNotContain("!deploy");
        ComposeFile.Services.Select(service => (string?)service.Json["user"]).Distinct().ShouldBe(["1654:1654"]);
    }
}
