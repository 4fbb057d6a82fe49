using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

public sealed class AuditChangesTests
{
    private const string Service = "projects/shop/locations/europe-west1/services/checkout";
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Both_entries_of_a_long_operation_are_one_change()
    {
        var (changes, _) = Changes(
            Entry(0, "container.googleapis.com", "google.container.v1.ClusterManager.UpdateNodePool", "projects/shop/zones/z/clusters/c/nodePools/p") with { Operation = "op", IsFirst = true },
            Entry(300, "container.googleapis.com", "google.container.v1.ClusterManager.UpdateNodePool", "projects/shop/zones/z/clusters/c/nodePools/p") with { Operation = "op", IsLast = true });

        var change = changes.ShouldHaveSingleItem();
        (change.Time.OccurredAt, change.Resource.Kind).ShouldBe((At, ResourceKinds.GkeNodePool));
        change.Summary.ShouldContain("which took 300 s");
    }

    [Fact]
    public void What_was_refused_and_what_clusters_write_about_themselves_are_no_changes() => Changes(
        Entry(0, "run.googleapis.com", "google.cloud.run.v2.Services.UpdateService", Service) with { StatusCode = 7 },
        Entry(1, "k8s.io", "io.k8s.core.v1.pods.create", "core/v1/namespaces/a/pods/b")).Changes.ShouldBeEmpty();

    [Fact]
    public void A_long_operation_whose_last_entry_failed_is_no_change_and_no_split_to_compare_with()
    {
        var (changes, _) = Changes(
            Split(0, ("a", 100)),
            Split(60, ("b", 100)) with { Operation = "op", IsFirst = true },
            Entry(90, "run.googleapis.com", "google.cloud.run.v2.Services.UpdateService", Service) with { Operation = "op", IsLast = true, StatusCode = 7 },
            Split(120, ("a", 90), ("c", 10)));

        changes.Select(change => change.Time.OccurredAt).ShouldBe([At, At.AddSeconds(120)]);
        changes[1].Differences.ShouldContain(new Difference { Field = "traffic.a", Before = "100", After = "90" });
    }

    [Fact]
    public void A_split_is_told_against_the_one_before()
    {
        var (changes, _) = Changes(
            Split(0, ("a", 100)), Split(60, ("a", 10), ("b", 90)), Split(120, ("a", 10), ("b", 90)));

        changes[0].Differences.ShouldBe([new Difference { Field = "traffic.a", After = "100" }]);
        changes[1].Differences.ShouldBe(
            [new Difference { Field = "traffic.a", Before = "100", After = "10" }, new Difference { Field = "traffic.b", Before = "0", After = "90" }]);
        changes[2].Differences.ShouldBeEmpty();
        changes.ShouldAllBe(change => change.Kind == ChangeKind.Deployment);
    }

    [Theory]
    [InlineData("SetIamPolicy", ChangeKind.Identity)]
    [InlineData("v1.compute.instances.stop", ChangeKind.Lifecycle)]
    [InlineData("v1.compute.instanceGroupManagers.resize", ChangeKind.Scaling)]
    [InlineData("v1.compute.instances.setLabels", ChangeKind.Configuration)]
    public void Methods_have_kinds(string method, ChangeKind kind) =>
        Changes(Entry(0, "compute.googleapis.com", method, "projects/shop/zones/z/instances/vm")).Changes.ShouldHaveSingleItem().Kind.ShouldBe(kind);

    private static AuditLogEntry Split(int seconds, params (string Revision, int Percent)[] shares) =>
        Entry(seconds, "run.googleapis.com", "google.cloud.run.v2.Services.UpdateService", Service) with
        {
            Traffic = shares.ToDictionary(share => share.Revision, share => share.Percent),
        };

    private static AuditLogEntry Entry(int seconds, string service, string method, string resource) => new(
        At.AddSeconds(seconds), service, method, resource, "deployer", 0, null, false, false, false, null, null, false);

    private static (IReadOnlyList<Change> Changes, int All) Changes(params AuditLogEntry[] entries) => AuditChanges.Of(
        new CollectionContext
        {
            TenantId = "t", InvestigationId = "i", IntegrationId = "n", Account = "shop", Region = "global",
            Target = new CollectionTarget { Resources = [], Accounts = ["shop"], Regions = ["global"] },
            Window = new InvestigationWindow { From = At, To = At.AddMinutes(15), Baselines = [] },
            Calls = new CallBudget(new Dictionary<string, int>(), 0).MeterFor("audit_log"), Redactor = new Redactor(),
            Ids = new EvidenceIds("t", "i", "n", "global"), Time = TimeProvider.System,
        },
        "shop", entries);
}
