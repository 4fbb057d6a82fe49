using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Input;

/// <summary>
/// Kinds of resources as cases name them. The product's own kinds and the clouds' type names (CloudFormation's, X-Ray's, ARM's)
/// become the product's; any other word stays as it is, since a rule that does not know it treats it as any service.
/// </summary>
internal static class KindNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["awsec2instance"] = ResourceKinds.Ec2Instance,
        ["awsec2securitygroup"] = ResourceKinds.SecurityGroup,
        ["awsiamrole"] = ResourceKinds.IamRole,
        ["awsecscluster"] = ResourceKinds.EcsCluster,
        ["awsecsservice"] = ResourceKinds.EcsService,
        ["awsecsfargate"] = ResourceKinds.EcsService,
        ["awsecscontainer"] = ResourceKinds.EcsService,
        ["awsecstask"] = ResourceKinds.EcsTask,
        ["awsecstaskdefinition"] = ResourceKinds.EcsTaskDefinition,
        ["awslambda"] = ResourceKinds.LambdaFunction,
        ["awslambdafunction"] = ResourceKinds.LambdaFunction,
        ["awselb"] = ResourceKinds.LoadBalancer,
        ["awselbloadbalancer"] = ResourceKinds.LoadBalancer,
        ["awselasticloadbalancingloadbalancer"] = ResourceKinds.LoadBalancer,
        ["awselasticloadbalancingv2loadbalancer"] = ResourceKinds.LoadBalancer,
        ["awselbtargetgroup"] = ResourceKinds.TargetGroup,
        ["awselasticloadbalancingv2targetgroup"] = ResourceKinds.TargetGroup,
        ["awsautoscalinggroup"] = ResourceKinds.AutoScalingGroup,
        ["awsautoscalingautoscalinggroup"] = ResourceKinds.AutoScalingGroup,
        ["awsrds"] = ResourceKinds.RdsInstance,
        ["awsrdsinstance"] = ResourceKinds.RdsInstance,
        ["awsrdsdbinstance"] = ResourceKinds.RdsInstance,
        ["awsapigateway"] = ResourceKinds.ApiGatewayApi,
        ["awsapigatewayapi"] = ResourceKinds.ApiGatewayApi,
        ["awsapigatewaystage"] = ResourceKinds.ApiGatewayApi,
        ["awsapigatewayrestapi"] = ResourceKinds.ApiGatewayApi,
        ["awssqsqueue"] = ResourceKinds.SqsQueue,
        ["awsdynamodbtable"] = ResourceKinds.DynamoDbTable,
        ["awslogsloggroup"] = ResourceKinds.LogGroup,
        ["awscloudwatchalarm"] = ResourceKinds.CloudWatchAlarm,
        ["microsoftcomputevirtualmachines"] = ResourceKinds.AzureVm,
        ["microsoftcomputevirtualmachinescalesets"] = ResourceKinds.AzureVmss,
        ["microsoftcontainerservicemanagedclusters"] = ResourceKinds.AksCluster,
        ["microsoftwebsites"] = ResourceKinds.AppService,
        ["microsoftwebserverfarms"] = ResourceKinds.AppServicePlan,
        ["microsoftsqlserversdatabases"] = ResourceKinds.AzureSqlDatabase,
    };

    private static readonly HashSet<string> Own =
        [.. typeof(ResourceKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!)];

    public static string Of(string? kind)
    {
        var word = kind?.Trim() ?? "";
        if (word.Length == 0)
        {
            return ResourceKinds.GenericService;
        }

        var lower = word.ToLowerInvariant();
        return Own.Contains(lower) ? lower
            : Known.GetValueOrDefault(string.Concat(lower.Where(char.IsAsciiLetterOrDigit)), word);
    }
}
