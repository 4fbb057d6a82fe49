using System.Text.Json.Nodes;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>DynamoDB's tables, as far as they are described; no item is ever read.</summary>
internal sealed class TableClient(AwsHttp http)
{
    public const string Api = "dynamodb:DescribeTable";

    public async Task<CloudTable> DescribeTableAsync(string name, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(
            new AwsCall(AwsService.DynamoDb, Api, new JsonObject { ["TableName"] = name }), calls, cancellationToken);
        var table = answer.RootElement.Member("Table") ?? default;
        var provisioned = table.Member("ProvisionedThroughput") ?? default;
        return new CloudTable
        {
            Status = table.Text("TableStatus") ?? "UNKNOWN",

            // A table that was never on demand has no summary.
            BillingMode = table.Member("BillingModeSummary")?.Text("BillingMode") ?? "PROVISIONED",
            ReadCapacityUnits = provisioned.Integer("ReadCapacityUnits"),
            WriteCapacityUnits = provisioned.Integer("WriteCapacityUnits"),
            Indexes =
            [
                .. table.Items("GlobalSecondaryIndexes")
                    .Select(index => index.Text("IndexName") is { } indexName ? (indexName, index.Text("IndexStatus") ?? "UNKNOWN") : default)
                    .Where(index => index.indexName is not null),
            ],
        };
    }
}

/// <summary>A table as DescribeTable reports it.</summary>
internal sealed record CloudTable
{
    /// <summary>Such as <c>ACTIVE</c>, <c>UPDATING</c> or <c>INACCESSIBLE_ENCRYPTION_CREDENTIALS</c>.</summary>
    public required string Status { get; init; }

    /// <summary>PROVISIONED or PAY_PER_REQUEST.</summary>
    public required string BillingMode { get; init; }

    public int? ReadCapacityUnits { get; init; }

    public int? WriteCapacityUnits { get; init; }

    public IReadOnlyList<(string Name, string Status)> Indexes { get; init; } = [];
}
