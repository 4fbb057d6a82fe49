using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>What a person is told to look at next, in the command of the cloud that it is in.</summary>
public sealed class NextStepsTests
{
    private static readonly string[] Writing =
        ["create", "delete", "update", "set", "stop", "start", "restart", "deploy", "swap", "scale", "put", "add", "remove", "patch", "post"];

    public static TheoryData<string, string> Steps => new()
    {
        { CloudCase.Site.Id, "az webapp show --ids" },
        { CloudCase.Vm.Id, "az vm get-instance-view --ids" },
        { CloudCase.Cluster.Id, "az aks show --ids" },
        { CloudCase.Pool.Id, "az aks nodepool list --subscription 11111111-2222-4333-8444-555555555555 --resource-group shop-prod --cluster-name orders-aks" },
        { CloudCase.Run.Id, "gcloud run services describe checkout --region europe-west1 --project orders-prod-318204" },
        { CloudCase.Instance.Id, "gcloud compute instances describe web-1 --zone europe-west1-b --project orders-prod-318204" },
        { CloudCase.Gke.Id, "gcloud container clusters describe shop --location europe-west1 --project orders-prod-318204" },
        { CloudCase.GkePool.Id, "gcloud container node-pools describe workers --cluster shop --location europe-west1 --project orders-prod-318204" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Each_kind_of_resource_has_lines_of_its_own_cloud_and_all_only_read(string id, string expected)
    {
        var resource = new[]
        {
            CloudCase.Site, CloudCase.Vm, CloudCase.Cluster, CloudCase.Pool, CloudCase.Run, CloudCase.Instance, CloudCase.Gke, CloudCase.GkePool,
        }.Single(found => found.Id == id);

        var steps = StepsOf(resource);

        steps.ShouldContain(step => step.StartsWith(expected, StringComparison.Ordinal));
        var command = resource.Provider == CloudProvider.Azure ? "az " : "gcloud ";
        steps.ShouldAllBe(step => step.StartsWith(command, StringComparison.Ordinal));
        steps.ShouldContain(step => step.Contains(
            resource.Provider == CloudProvider.Azure ? "az monitor activity-log list" : "cloudaudit.googleapis.com%2Factivity", StringComparison.Ordinal));
        steps.ShouldNotContain(step => step.Split(' ').Take(5).Any(word => Writing.Contains(word)));
    }

    [Fact]
    public void A_change_on_AWS_is_looked_up_in_its_own_trail() => Diagnosis.Diagnose(CaseBuilder.MemoryCut().Build()).Causes[0].NextSteps
        .ShouldContain(step => step.StartsWith("aws cloudtrail lookup-events --region eu-west-1", StringComparison.Ordinal));

    [Fact]
    public void A_name_that_would_be_a_command_stays_a_word()
    {
        var hostile = CloudCase.Google(ResourceKinds.RunService, "//run.googleapis.com/projects/p/locations/l/services/x") with
        {
            Name = "x; rm -rf ~ $(id) `id` '\n\" #",
        };

        var steps = StepsOf(hostile);

        steps[0].ShouldStartWith("gcloud run services describe 'x; rm -rf ~ $(id) `id` '\\''\" #' --region l --project");
        steps.ShouldAllBe(step => !step.Contains('\n', StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> StepsOf(ResourceRef resource) => new CloudCase(resource)
        .Pattern(resource, "TypeError: Cannot read properties of undefined", 0, 36)
        .Change("evi_change", resource, ChangeKind.Deployment, -1, ("image", "a", "b")).Judge().Causes[0].NextSteps;
}
