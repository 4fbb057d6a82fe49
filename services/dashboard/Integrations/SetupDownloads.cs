using CauseFlow.Dashboard.Shell;

namespace CauseFlow.Dashboard.Integrations;

/// <summary>Template and Terraform configuration as files. Neither holds a secret.</summary>
internal static class SetupDownloads
{
    public static void MapSetupDownloads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/integrations/aws/causeflow.json", (Download download) => download.SendAsync(
            "v1/integrations/aws/setup?format=cloudformation", "application/json", "causeflow.json")).RequireAuthorization();
        foreach (var (cloud, _, _) in Clouds.All)
        {
            endpoints.MapGet($"/integrations/{cloud}/causeflow.tf", (Download download) => download.SendAsync(
                $"v1/integrations/{cloud}/setup?format=terraform", "text/plain; charset=utf-8", "causeflow.tf")).RequireAuthorization();
        }
    }
}
