using System.Text.Json.Nodes;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>One AWS service as it is addressed.</summary>
/// <param name="Host">Host prefix, such as <c>monitoring</c>.</param>
/// <param name="SigningName">Name in the signature's scope.</param>
/// <param name="ServiceId">Id in <c>AWS_ENDPOINT_URL_&lt;id&gt;</c>.</param>
/// <param name="TargetPrefix">Prefix of <c>X-Amz-Target</c>; null for REST.</param>
/// <param name="JsonVersion">Version in the content type; null for REST.</param>
internal sealed record AwsService(string Host, string SigningName, string ServiceId, string? TargetPrefix, string? JsonVersion)
{
    public static AwsService CloudWatch { get; } =
        new("monitoring", "monitoring", "CLOUDWATCH", "GraniteServiceVersion20100801", "1.0");

    public static AwsService Logs { get; } = new("logs", "logs", "CLOUDWATCH_LOGS", "Logs_20140328", "1.1");

    public static AwsService Ecs { get; } = new("ecs", "ecs", "ECS", "AmazonEC2ContainerServiceV20141113", "1.1");

    public static AwsService Lambda { get; } = new("lambda", "lambda", "LAMBDA", null, null);

    /// <summary>Spoken by AWS's own client; only host and names are used.</summary>
    public static AwsService Ec2 { get; } = new("ec2", "ec2", "EC2", null, null);
}

/// <summary>One call: an action of a service, with a body (JSON protocols) or a path and query (REST).</summary>
/// <param name="Service">The service.</param>
/// <param name="Permission">The IAM action, such as <c>logs:StartQuery</c>; budgets count by it.</param>
/// <param name="Body">Body of the JSON protocols.</param>
/// <param name="Path">Encoded path and query of a REST GET.</param>
/// <param name="StartsWork">
/// True where an attempt whose answer was lost may have taken effect and costs money: then only refusals are repeated.
/// </param>
internal sealed record AwsCall(
    AwsService Service, string Permission, JsonObject? Body = null, string Path = "/", bool StartsWork = false)
{
    public string Operation => Permission[(Permission.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
