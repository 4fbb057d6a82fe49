namespace CauseFlow.CollectorAws.Clients;

/// <summary>AWS's wire protocols.</summary>
internal enum AwsProtocol
{
    /// <summary>awsJson1.0: the operation is in X-Amz-Target.</summary>
    Json10,

    /// <summary>awsJson1.1.</summary>
    Json11,

    /// <summary>A form with Action and Version, answered in XML.</summary>
    Query,

    /// <summary>Method and path.</summary>
    Rest,
}

/// <summary>One AWS service as it is addressed and spoken to; the one table of them.</summary>
/// <param name="Host">Host prefix, such as <c>monitoring</c>.</param>
/// <param name="SigningName">Name in the signature's scope.</param>
/// <param name="ServiceId">Id in <c>AWS_ENDPOINT_URL_&lt;id&gt;</c>.</param>
/// <param name="Protocol">How operations are named.</param>
/// <param name="Model">Target prefix of the JSON protocols, version of the query protocol; empty for REST.</param>
internal sealed record AwsService(string Host, string SigningName, string ServiceId, AwsProtocol Protocol, string Model = "")
{
    public static AwsService CloudWatch { get; } =
        new("monitoring", "monitoring", "CLOUDWATCH", AwsProtocol.Json10, "GraniteServiceVersion20100801");

    public static AwsService Logs { get; } = new("logs", "logs", "CLOUDWATCH_LOGS", AwsProtocol.Json11, "Logs_20140328");

    public static AwsService Lambda { get; } = new("lambda", "lambda", "LAMBDA", AwsProtocol.Rest);

    public static AwsService Ecs { get; } = new("ecs", "ecs", "ECS", AwsProtocol.Json11, "AmazonEC2ContainerServiceV20141113");

    public static AwsService CloudTrail { get; } = new(
        "cloudtrail", "cloudtrail", "CLOUDTRAIL", AwsProtocol.Json11, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");

    public static AwsService LoadBalancing { get; } =
        new("elasticloadbalancing", "elasticloadbalancing", "ELASTIC_LOAD_BALANCING_V2", AwsProtocol.Query, "2015-12-01");

    public static AwsService AutoScaling { get; } = new("autoscaling", "autoscaling", "AUTO_SCALING", AwsProtocol.Query, "2011-01-01");

    public static AwsService Rds { get; } = new("rds", "rds", "RDS", AwsProtocol.Query, "2014-10-31");

    public static AwsService Sqs { get; } = new("sqs", "sqs", "SQS", AwsProtocol.Json10, "AmazonSQS");

    public static AwsService DynamoDb { get; } = new("dynamodb", "dynamodb", "DYNAMODB", AwsProtocol.Json10, "DynamoDB_20120810");

    /// <summary>Read through AWS's own client.</summary>
    public static AwsService Ec2 { get; } = new("ec2", "ec2", "EC2", AwsProtocol.Query, "2016-11-15");

    /// <summary>By the prefix of IAM actions. The last three are only tried by the connection test, and must be denied.</summary>
    private static readonly Dictionary<string, AwsService> ByPrefix = new(StringComparer.Ordinal)
    {
        ["cloudwatch"] = CloudWatch,
        ["logs"] = Logs,
        ["lambda"] = Lambda,
        ["ecs"] = Ecs,
        ["ec2"] = Ec2,
        ["cloudtrail"] = CloudTrail,
        ["elasticloadbalancing"] = LoadBalancing,
        ["autoscaling"] = AutoScaling,
        ["rds"] = Rds,
        ["sqs"] = Sqs,
        ["dynamodb"] = DynamoDb,
        ["s3"] = new("s3", "s3", "S3", AwsProtocol.Rest),
        ["secretsmanager"] = new("secretsmanager", "secretsmanager", "SECRETS_MANAGER", AwsProtocol.Json11, "secretsmanager"),
        ["ssm"] = new("ssm", "ssm", "SSM", AwsProtocol.Json11, "AmazonSSM"),
    };

    /// <summary>The service of an IAM action such as <c>logs:StartQuery</c>.</summary>
    public static AwsService Of(string permission) =>
        ByPrefix[permission[..permission.IndexOf(':', StringComparison.Ordinal)]];
}
