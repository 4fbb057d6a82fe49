namespace CauseFlow.Contracts;

/// <summary>The closed list of resource kinds that this version produces.</summary>
public static class ResourceKinds
{
    public const string Ec2Instance = "aws.ec2.instance";
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
    public const string GenericService = "generic.service";
}
