namespace CauseFlow.Contracts;

/// <summary>The closed list of resource kinds that this version produces.</summary>
public static class ResourceKinds
{
    public const string Ec2Instance = "aws.ec2.instance";
    public const string SecurityGroup = "aws.ec2.security_group";
    public const string IamRole = "aws.iam.role";
    public const string EcsCluster = "aws.ecs.cluster";
    public const string EcsService = "aws.ecs.service";
    public const string EcsTask = "aws.ecs.task";
    public const string EcsTaskDefinition = "aws.ecs.task_definition";
    public const string LambdaFunction = "aws.lambda.function";
    public const string LoadBalancer = "aws.elb.load_balancer";
    public const string TargetGroup = "aws.elb.target_group";
    public const string AutoScalingGroup = "aws.autoscaling.group";
    public const string RdsInstance = "aws.rds.instance";
    public const string ApiGatewayApi = "aws.apigateway.api";
    public const string SqsQueue = "aws.sqs.queue";
    public const string DynamoDbTable = "aws.dynamodb.table";
    public const string LogGroup = "aws.logs.log_group";
    public const string CloudWatchAlarm = "aws.cloudwatch.alarm";

    public const string AzureVm = "azure.vm";
    public const string AzureVmss = "azure.vmss";
    public const string AksCluster = "azure.aks.cluster";
    public const string AksNodePool = "azure.aks.node_pool";
    public const string FunctionApp = "azure.function_app";
    public const string AppService = "azure.app_service";
    public const string AppServicePlan = "azure.app_service_plan";
    public const string AzureSqlDatabase = "azure.sql.database";
    public const string LogAnalyticsWorkspace = "azure.loganalytics.workspace";

    public const string ComputeInstance = "gcp.compute.instance";
    public const string GkeCluster = "gcp.gke.cluster";
    public const string GkeNodePool = "gcp.gke.node_pool";
    public const string RunService = "gcp.run.service";
    public const string RunRevision = "gcp.run.revision";
    public const string CloudSqlInstance = "gcp.sql.instance";

    public const string GenericService = "generic.service";
}
