using System.Text.Json.Serialization;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.DataStores;

/// <summary>Amazon DynamoDB, awsJson1.0, only what describes a table.</summary>
internal sealed class DynamoDbService(LoadedScenario scenario) : IAwsService
{
    private readonly JsonProtocol protocol = new("application/x-amz-json-1.0", "com.amazon.coral.service#", "com.amazonaws.dynamodb.v20120810#");

    public string Name => "dynamodb";

    public string SigningName => "dynamodb";

    public AwsProtocol Protocol => protocol;

    public bool Claims(AwsRequest request) => request.Header("x-amz-target")?.StartsWith("DynamoDB_20120810.", StringComparison.Ordinal) == true;

    public string OperationOf(AwsRequest request) => request.Header("x-amz-target") == "DynamoDB_20120810.DescribeTable"
        ? "DescribeTable" : throw new AwsException(AwsFault.UnknownOperation, "");

    public AwsResponse Invoke(string operation, AwsCall call)
    {
        var name = JsonBody.Read<TableRequest>(call.Request, protocol).TableName;
        call.Require("dynamodb:DescribeTable", $"arn:aws:dynamodb:{call.Region}:{scenario.Data.Account}:table/{name}");
        var table = scenario.Data.Tables.FirstOrDefault(table => table.Name == name && call.Region == scenario.Data.Region)
            ?? throw new AwsException("ResourceNotFoundException", $"Requested resource not found: Table: {name} not found");
        return AwsResponse.OfJson(
            new
            {
                Table = new
                {
                    TableName = table.Name, TableStatus = table.Status,
                    BillingModeSummary = table.ReadCapacity is null ? new { BillingMode = "PAY_PER_REQUEST" } : null,
                    ProvisionedThroughput = new { ReadCapacityUnits = table.ReadCapacity ?? 0, WriteCapacityUnits = table.WriteCapacity ?? 0 },
                },
            },
            protocol.ContentType);
    }

    private sealed record TableRequest([property: JsonPropertyName("TableName")] string? TableName);
}
