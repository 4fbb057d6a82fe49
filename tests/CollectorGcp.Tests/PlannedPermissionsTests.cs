using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Probes;
using CauseFlow.CredentialBroker.Providers.Gcp;
using CauseFlow.CredentialBroker.Providers.Gcp.Setup;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>A permission that a source calls has a place in everything that a customer is given and a test tries.</summary>
public sealed class PlannedPermissionsTests
{
    /// <summary>What Google's documentation says that its roles hold, as far as it is planned.</summary>
    private static readonly Dictionary<string, string[]> Held = new(StringComparer.Ordinal)
    {
        ["roles/monitoring.viewer"] = ["monitoring.alertPolicies.get", "monitoring.timeSeries.list"],
        ["roles/logging.viewer"] = ["logging.logEntries.list"],
        ["roles/compute.viewer"] = ["compute.instances.list"],
        ["roles/container.viewer"] = ["container.clusters.get", "container.clusters.list", "container.operations.list"],
        ["roles/run.viewer"] = ["run.services.list", "run.revisions.list"],
        ["roles/browser"] = ["resourcemanager.projects.get"],
    };

    public static TheoryData<string> Planned =>
        [.. GcpPlans.All.Append(GcpResolve.Plan).SelectMany(plan => plan.Calls).Select(call => call.Permission).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Planned))]
    public void A_planned_permission_has_a_role_that_holds_it(string permission)
    {
        var role = GcpRoles.Of(permission).ShouldNotBeNull($"no remedy could name a role for {permission}");

        Held[role].ShouldContain(permission);
    }

    [Theory]
    [MemberData(nameof(Planned))]
    public void A_planned_permissions_api_is_tried_by_a_test_and_named_by_the_set_up(string permission)
    {
        var api = ApiProbes.ApiOf(permission).ShouldNotBeNull($"a test would pass though the API of {permission} is switched off");

        GcpCommands.Apis.ShouldContain(api.Host);
        GcpScopes.ByAudience.Keys.ShouldContain(api.Audience, "the broker mints no token for it");
        var setup = GcpSetup.Create(null);
        setup.Permissions.ShouldContain(permission);
        setup.Terraform.ShouldContain(permission);
    }

    [Fact]
    public void What_is_excess_is_never_planned() =>
        GcpExcess.Permissions.Append(GcpExcess.Asking).ShouldAllBe(permission => !Planned.Any(row => row.Data == permission));

    /// <summary>What Google's role for reading holds although it is more than that: an account that has it is the usual one.</summary>
    [Theory]
    [InlineData("cloudsql.instances.export")]
    [InlineData("cloudfunctions.functions.sourceCodeGet")]
    [InlineData("bigquery.jobs.create")]
    [InlineData("datastore.entities.get")]
    public void What_the_viewer_role_holds_is_not_excess(string permission) => GcpExcess.Permissions.ShouldNotContain(permission);

    /// <summary>A writing role of one service alone is too much as well.</summary>
    [Theory]
    [InlineData("gkehub.gateway.post")]
    [InlineData("alloydb.clusters.delete")]
    [InlineData("file.instances.update")]
    [InlineData("eventarc.triggers.create")]
    [InlineData("firebaserules.releases.update")]
    [InlineData("firebasedatabase.instances.update")]
    [InlineData("healthcare.fhirResources.update")]
    [InlineData("privateca.certificates.create")]
    [InlineData("binaryauthorization.policy.update")]
    [InlineData("logging.privateLogEntries.list")]
    [InlineData("iam.serviceAccounts.disable")]
    public void What_a_service_of_its_own_lets_be_changed_is_excess(string permission) => GcpExcess.Permissions.ShouldContain(permission);

    [Fact]
    public void What_is_excess_is_named_once_and_in_Googles_form() => GcpExcess.Permissions.ShouldSatisfyAllConditions(
        all => all.ShouldBeUnique(), all => all.ShouldAllBe(permission => permission.Split('.').Length == 3));
}
