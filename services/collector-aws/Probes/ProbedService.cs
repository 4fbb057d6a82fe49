namespace CauseFlow.CollectorAws.Probes;

/// <summary>How an AWS service is addressed and which protocol it speaks.</summary>
/// <param name="Host">Host prefix, such as <c>monitoring</c>.</param>
/// <param name="SigningName">Name in the signature's scope.</param>
/// <param name="ServiceId">Id in <c>AWS_ENDPOINT_URL_&lt;id&gt;</c>.</param>
/// <param name="Protocol">How operations are named.</param>
/// <param name="Model">Target prefix of the JSON protocols, version of the query protocol; empty for REST.</param>
internal sealed record ProbedService(
    string Host, string SigningName, string ServiceId, ProbeProtocol Protocol, string Model = "")
{
    /// <summary>By the prefix of IAM actions.</summary>
    public static IReadOnlyDictionary<string, ProbedService> ByPrefix { get; } =
        new Dictionary<string, ProbedService>(StringComparer.Ordinal)
        {
            ["cloudwatch"] = new("monitoring", "monitoring", "CLOUDWATCH", ProbeProtocol.Json10, "GraniteServiceVersion20100801"),
            ["logs"] = new("logs", "logs", "CLOUDWATCH_LOGS", ProbeProtocol.Json11, "Logs_20140328"),
            ["lambda"] = new("lambda", "lambda", "LAMBDA", ProbeProtocol.Rest),
            ["ecs"] = new("ecs", "ecs", "ECS", ProbeProtocol.Json11, "AmazonEC2ContainerServiceV20141113"),
            ["ec2"] = new("ec2", "ec2", "EC2", ProbeProtocol.Query, "2016-11-15"),
            ["s3"] = new("s3", "s3", "S3", ProbeProtocol.Rest),
            ["secretsmanager"] = new("secretsmanager", "secretsmanager", "SECRETS_MANAGER", ProbeProtocol.Json11, "secretsmanager"),
            ["ssm"] = new("ssm", "ssm", "SSM", ProbeProtocol.Json11, "AmazonSSM"),
        };
}
