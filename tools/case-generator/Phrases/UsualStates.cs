namespace CauseFlow.CaseGeneration.Phrases;

/// <summary>The word by which each cloud says that a resource is well.</summary>
internal static class UsualStates
{
    /// <returns>Null for a kind that has no state.</returns>
    public static string? Of(string kind) => kind switch
    {
        "aws.ecs.service" => "ACTIVE",
        "aws.lambda.function" => "Active",
        "aws.rds.instance" => "available",
        "aws.dynamodb.table" => "ACTIVE",
        "aws.ec2.instance" => "running",
        "aws.elb.load_balancer" => "active",
        "azure.app_service" or "azure.function_app" => "Running",
        "azure.app_service_plan" => "Ready",
        "azure.vm" => "VM running",
        "azure.sql.database" => "Online",
        "azure.aks.node_pool" => "Succeeded",
        "gcp.run.service" => "Ready",
        "gcp.compute.instance" => "RUNNING",
        "gcp.sql.instance" => "RUNNABLE",
        "gcp.gke.node_pool" => "RUNNING",
        _ => null,
    };
}
