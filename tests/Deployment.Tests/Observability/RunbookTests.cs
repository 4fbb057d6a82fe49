using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CauseFlow.Deployment.Tests.Observability;

/// <summary>docs/runbook.md has a section for each alert, and each alert leads to its section.</summary>
public sealed partial class RunbookTests
{
    private const string Page = "docs/runbook.md";

    /// <summary>The gateway's own, which are in no route table.</summary>
    private static readonly string[] OwnPaths = ["/v1/api-keys", "/v1/operations/error-queues"];

    private static readonly string Text = Repository.Read(Page);

    private static readonly IReadOnlyDictionary<string, string> Sections = Text.Split("\n## ").Single(part => part.StartsWith("Alerts\n", StringComparison.Ordinal))
        .Split("\n### ").Skip(1).ToDictionary(section => section[..section.IndexOf('\n', StringComparison.Ordinal)]);

    [Fact]
    public void Every_alert_has_a_section_and_every_section_an_alert() =>
        Sections.Keys.ShouldBe(Rules.Alerts.Select(alert => alert.Name), ignoreOrder: true);

    [Fact]
    public void Every_alert_leads_to_its_section() =>
        Rules.Alerts.ShouldAllBe(alert => alert.Runbook == $"{Page}#{alert.Name.ToLowerInvariant()}");

    [Fact]
    public void Every_section_says_what_it_means_where_to_look_how_to_mend_and_when_to_call()
    {
        foreach (var (alert, section) in Sections)
        {
            foreach (var part in new[] { "**Means**:", "**Look**:", "**Mend**:", "**Escalate**:" })
            {
                section.ShouldContain(part, Case.Sensitive, alert);
            }
        }
    }

    [Fact]
    public void Its_links_lead_somewhere()
    {
        var anchors = Headings().Matches(Text).Select(heading => Anchor(heading.Groups[1].Value)).ToHashSet();
        foreach (var target in Links().Matches(Text).Select(link => link.Groups[1].Value).Where(target => !target.StartsWith("https:", StringComparison.Ordinal)))
        {
            var (file, anchor) = target.Split('#') is [var path, var part] ? (path, part) : (target, "");
            if (file.Length == 0)
            {
                anchors.ShouldContain(anchor);
                continue;
            }

            var found = Path.Combine(Repository.File("docs"), file);
            File.Exists(found).ShouldBeTrue(target);
            if (anchor.Length > 0)
            {
                Headings().Matches(File.ReadAllText(found)).Select(heading => Anchor(heading.Groups[1].Value)).ShouldContain(anchor, target);
            }
        }
    }

    /// <summary>BackupTests of the end-to-end tests restore with LocalPostgreSql: what is written down must be that.</summary>
    [Fact]
    public void Its_restore_is_the_one_that_is_tested()
    {
        var tested = Repository.Read("tools/cluster/Servers/LocalPostgreSql.cs");
        var restore = Text.Split("\nTo restore:")[1].Split("\n## ")[0];
        var at = -1;
        foreach (var (program, options) in new[] { ("dropdb", "--force"), ("createdb", ""), ("pg_restore", "--exit-on-error") })
        {
            var command = restore.Split('\n').Single(line => line.Contains($" {program} ", StringComparison.Ordinal)).ShouldNotBeNull();
            command.ShouldContain(options);
            tested.Split('\n').ShouldContain(line => line.Contains($"/{program}\"", StringComparison.Ordinal)
                && line.Contains(options, StringComparison.Ordinal), program);
            restore.IndexOf(command, StringComparison.Ordinal).ShouldBeGreaterThan(at, "their order");
            at = restore.IndexOf(command, StringComparison.Ordinal);
        }

        restore.ShouldNotContain("--clean");
        restore.ShouldNotContain("--filter", Case.Sensitive, "a label finds other applications' volumes as well");
        Text.ShouldContain("pg_dump -U postgres -Fc causeflow");
        tested.ShouldContain("\"-Fc\"");
    }

    [Fact]
    public void What_it_names_exists()
    {
        var routes = JsonNode.Parse(Repository.Read("services/gateway/gateway.routes.json"), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!;
        var paths = Strings(routes).Where(path => path.StartsWith("/v1/", StringComparison.Ordinal)).Concat(OwnPaths)
            .Select(path => new Regex("^" + Parameter().Replace(path, "[^/]+") + "$")).ToArray();
        Paths().Matches(Text).Select(path => path.Value.TrimEnd('/')).Distinct()
            .Where(path => !paths.Any(known => known.IsMatch(path))).ShouldBeEmpty();
        SettingNames().Matches(Text).Select(name => name.Groups[1].Value).Where(name => !Settings.Exists(name)).ShouldBeEmpty();
        PromQl.Metrics(string.Join(' ', MetricNames().Matches(Text).Select(name => name.Groups[1].Value)))
            .Where(name => !Repository.Read("docs/metrics.md").Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => Strings(entry.Value)),
        JsonArray list => list.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static string Anchor(string heading) =>
        NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"(?<=[\s`])/v1/[\w/{}_-]+|(?<=\$URL)/v1/[\w/{}_-]+")]
    private static partial Regex Paths();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"`([A-Z]\w+(?::[A-Za-z]\w*)+)`")]
    private static partial Regex SettingNames();

    [GeneratedRegex(@"`(causeflow_\w+)")]
    private static partial Regex MetricNames();
}
