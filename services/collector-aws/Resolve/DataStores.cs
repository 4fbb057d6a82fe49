using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>Databases, queues and tables as the dimensions of their metrics name them.</summary>
internal static class DataStores
{
    private const int MaxLength = 255;

    /// <summary>Namespace and dimension of each kind.</summary>
    public static IReadOnlyList<(string Namespace, string Dimension, string Kind)> Named { get; } =
    [
        ("AWS/RDS", "DBInstanceIdentifier", ResourceKinds.RdsInstance), ("AWS/SQS", "QueueName", ResourceKinds.SqsQueue),
        ("AWS/DynamoDB", "TableName", ResourceKinds.DynamoDbTable),
    ];

    public static bool IsName(string? name) => name is { Length: > 0 and <= MaxLength }
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <param name="context">Gives account and region.</param>
    /// <param name="kind">One of the three.</param>
    /// <param name="name">As the dimension has it.</param>
    /// <param name="host">Under which callers know a database; null for none.</param>
    public static ResourceRef Resource(CollectionContext context, string kind, string name, string? host = null)
    {
        var (service, path) = kind switch
        {
            ResourceKinds.RdsInstance => ("rds", $"db:{name}"),
            ResourceKinds.SqsQueue => ("sqs", name),
            _ => ("dynamodb", $"table/{name}"),
        };
        return AwsResources.Of(context, kind, service, path, name, host is null ? [] : [context.Redactor.Redact(host)]);
    }
}
