using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>How a table stands and how much it may be read and written; its throttled requests are metrics.</summary>
internal sealed class DynamoDbSource(TableClient tables) : IEvidenceSource
{
    private const string Api = TableClient.Api;
    private const int MaxTables = 5;

    public SourcePlan Plan => AwsPlans.DynamoDb;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (cuts, attempts) = (new Cuts(context, Plan), new Attempts(context, Plan));
        var wanted = cuts.Take(context.Resources.Where(resource => resource.Kind == ResourceKinds.DynamoDbTable), MaxTables, Api, "tables");
        if (wanted.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable, "No table was resolved.")],
            };
            yield break;
        }

        var states = new List<ResourceState>();
        foreach (var table in wanted)
        {
            var found = await attempts.TryAsync(Api, () => tables.DescribeTableAsync(table.Name, context.Calls, cancellationToken));
            if (found is not null)
            {
                states.Add(State(context, table, found));
            }
        }

        yield return new EvidenceBatch { States = states, Coverage = [.. attempts.Rows, .. cuts.Rows] };
    }

    private static ResourceState State(CollectionContext context, ResourceRef table, CloudTable found) => new()
    {
        EvidenceId = context.Ids.For("state", table.Id),
        Resource = table,
        Status = found.Status switch
        {
            "ACTIVE" or "UPDATING" => ResourceStatus.Healthy,
            "INACCESSIBLE_ENCRYPTION_CREDENTIALS" => ResourceStatus.Failed,
            "DELETING" or "ARCHIVING" or "ARCHIVED" => ResourceStatus.Stopped,
            _ => ResourceStatus.Unknown,
        },
        NativeStatus = context.Redactor.Redact(found.Status),
        Conditions =
        [
            .. found.Indexes.Where(index => index.Status != "ACTIVE").Select(index => new ResourceCondition
            {
                Type = "Index", Reason = context.Redactor.Redact(index.Status),
                Message = context.Redactor.Redact($"The index {index.Name} is {index.Status}."),
            }),
        ],
        Attributes = StateAttributes.Of(context, new Dictionary<string, string?>
        {
            ["billingMode"] = found.BillingMode,
            ["readCapacityUnits"] = found.BillingMode == "PROVISIONED" ? Text(found.ReadCapacityUnits) : null,
            ["writeCapacityUnits"] = found.BillingMode == "PROVISIONED" ? Text(found.WriteCapacityUnits) : null,
        }),
        ObservedAt = context.Time.GetUtcNow(),
        Pointer = new Pointer { Api = Api, Parameters = new Dictionary<string, string> { ["tableName"] = table.Name } },
    };

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
