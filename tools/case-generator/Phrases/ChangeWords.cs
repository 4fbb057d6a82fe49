using System.Globalization;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Phrases;

/// <summary>What each cloud's trail says of a change: its operation, then what was set.</summary>
internal static class ChangeWords
{
    private static readonly string[] People = ["m.okafor", "j.lindqvist", "a.sharma", "t.moreau", "k.tanaka", "s.novak"];

    public static string Of(Application application, Node node, ChangeAct act, string? field, Names names)
    {
        var operation = Operation(application.Provider, node.Kind, act);
        var version = names.Random.NextBetween(11, 480);
        var what = act switch
        {
            ChangeAct.Deploy => string.Create(
                CultureInfo.InvariantCulture, $"version {version} -> {version + 1}, image tag {version / 40}.{version % 40}.0"),
            ChangeAct.Configure => $"{field ?? "settings"} changed",
            ChangeAct.Scale => string.Create(CultureInfo.InvariantCulture, $"capacity {version % 4 + 2} -> {(version % 4) + 4}"),
            ChangeAct.Identity => $"permissions changed{(field is null ? "" : $": {field}")}",
            ChangeAct.Network => $"rule {field ?? "tcp 5432"} changed",
            ChangeAct.Maintenance => field ?? "maintenance of the platform",
            ChangeAct.Name => $"record {field ?? "A"} changed",
            ChangeAct.Tag => "tags changed: cost-centre, owner",
            _ => field ?? "restarted",
        };
        return $"{operation} on {node.Name}: {what}";
    }

    public static string Id(string provider, Names names, int number) => provider switch
    {
        CloudWords.Google => $"{names.Hex(13)}f{number:d1}",
        _ => names.Uuid(),
    };

    public static string Actor(string provider, ChangeAct act, Names names) => act switch
    {
        ChangeAct.Maintenance => provider switch
        {
            CloudWords.Aws => "rds.amazonaws.com", CloudWords.Azure => "Azure platform", _ => "system@google.com",
        },
        ChangeAct.Deploy or ChangeAct.Scale => provider switch
        {
            CloudWords.Aws => "assumed-role/deploy-pipeline/run-" + names.Digits(5),
            CloudWords.Azure => names.Uuid(),
            _ => "deploy@build-project.iam.gserviceaccount.com",
        },
        _ => $"{names.Pick(People)}@shop.example",
    };

    private static string Operation(string provider, string kind, ChangeAct act) => provider switch
    {
        CloudWords.Aws => Aws(kind, act),
        CloudWords.Azure => Azure(kind, act),
        _ => Google(kind, act),
    };

    private static string Aws(string kind, ChangeAct act) => act switch
    {
        ChangeAct.Deploy => kind switch
        {
            "aws.ecs.service" => "UpdateService", "aws.lambda.function" => "UpdateFunctionCode", "aws.rds.instance" => "ModifyDBInstance",
            _ => "CreateDeployment",
        },
        ChangeAct.Configure => kind switch
        {
            "aws.lambda.function" => "UpdateFunctionConfiguration", "aws.ecs.service" => "RegisterTaskDefinition",
            "aws.rds.instance" => "ModifyDBParameterGroup", "aws.dynamodb.table" => "UpdateTable", _ => "PutParameter",
        },
        ChangeAct.Scale => kind == "aws.ecs.service" ? "UpdateService desiredCount" : "SetDesiredCapacity",
        ChangeAct.Identity => "PutRolePolicy",
        ChangeAct.Network => "RevokeSecurityGroupIngress",
        ChangeAct.Maintenance => kind == "aws.rds.instance" ? "RDS maintenance" : "Scheduled maintenance",
        ChangeAct.Name => "ChangeResourceRecordSets",
        ChangeAct.Tag => "TagResource",
        _ => kind == "aws.ec2.instance" ? "RebootInstances" : "StopTask",
    };

    private static string Azure(string kind, ChangeAct act) => act switch
    {
        ChangeAct.Deploy => kind switch
        {
            "azure.app_service" or "azure.function_app" => "Microsoft.Web/sites/slots/slotsswap/action",
            "generic.service" => "Deployment apps/v1 patched",
            "azure.vmss" => "Microsoft.Compute/virtualMachineScaleSets/manualUpgrade/action",
            _ => "Microsoft.Compute/virtualMachines/extensions/write",
        },
        ChangeAct.Configure => kind switch
        {
            "azure.app_service" or "azure.function_app" => "Microsoft.Web/sites/config/write",
            "azure.sql.database" => "Microsoft.Sql/servers/databases/write", "generic.service" => "ConfigMap v1 patched",
            _ => "Microsoft.Compute/virtualMachines/write",
        },
        ChangeAct.Scale => "Microsoft.Insights/autoscaleSettings/write",
        ChangeAct.Identity => "Microsoft.Authorization/roleAssignments/delete",
        ChangeAct.Network => "Microsoft.Network/networkSecurityGroups/securityRules/write",
        ChangeAct.Maintenance => "Microsoft.Maintenance/applyUpdates/write",
        ChangeAct.Name => "Microsoft.Network/privateDnsZones/A/write",
        ChangeAct.Tag => "Microsoft.Resources/tags/write",
        _ => "Restart",
    };

    private static string Google(string kind, ChangeAct act) => act switch
    {
        ChangeAct.Deploy => kind == "gcp.run.service" ? "google.cloud.run.v2.Services.UpdateService" : "Deployment apps/v1 patched",
        ChangeAct.Configure => kind switch
        {
            "gcp.run.service" => "google.cloud.run.v2.Services.UpdateService", "gcp.sql.instance" => "cloudsql.instances.patch",
            "gcp.compute.instance" => "v1.compute.instances.setMetadata", _ => "ConfigMap v1 patched",
        },
        ChangeAct.Scale => kind == "gcp.run.service" ? "google.cloud.run.v2.Services.UpdateService" : "v1.compute.instanceGroupManagers.resize",
        ChangeAct.Identity => "SetIamPolicy",
        ChangeAct.Network => "v1.compute.firewalls.patch",
        ChangeAct.Maintenance => kind == "gcp.sql.instance" ? "cloudsql.instances.maintenance" : "compute.instances.hostMaintenance",
        ChangeAct.Name => "dns.changes.create",
        ChangeAct.Tag => "v1.compute.instances.setLabels",
        _ => "v1.compute.instances.reset",
    };
}
