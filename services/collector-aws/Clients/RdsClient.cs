using System.Xml.Linq;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Amazon RDS in the query protocol.</summary>
internal sealed class RdsClient(AwsHttp http)
{
    public const string InstancesApi = "rds:DescribeDBInstances";
    public const string EventsApi = "rds:DescribeEvents";

    /// <summary>Values that may be kept; a pending password is none of them.</summary>
    private static readonly string[] PendingFields =
        ["DBInstanceClass", "AllocatedStorage", "EngineVersion", "MultiAZ", "StorageType", "Iops", "Port", "DBInstanceIdentifier"];

    /// <summary>Null where the answer names none.</summary>
    public async Task<CloudDatabase?> DescribeInstanceAsync(string id, CallMeter calls, CancellationToken cancellationToken)
    {
        var result = await CallAsync(InstancesApi, $"DBInstanceIdentifier={Uri.EscapeDataString(id)}", calls, cancellationToken);
        return result.Items("DBInstances").Select(Database).FirstOrDefault(found => found is not null);
    }

    /// <summary>Events of one instance in the order of time, as many as one page holds.</summary>
    public async Task<Pages<DatabaseEvent>> DescribeEventsAsync(
        string id, DateTimeOffset from, DateTimeOffset to, CallMeter calls, CancellationToken cancellationToken)
    {
        var result = await CallAsync(
            EventsApi,
            $"SourceIdentifier={Uri.EscapeDataString(id)}&SourceType=db-instance&StartTime={Time(from)}&EndTime={Time(to)}&MaxRecords=100",
            calls, cancellationToken);
        return new Pages<DatabaseEvent>(
            [
                .. result.Items("Events").Select(item => item.Time("Date") is { } at && item.Text("Message") is { } message
                    ? new DatabaseEvent(at, message, item.Texts("EventCategories")) : null).OfType<DatabaseEvent>(),
            ],
            result.Text("Marker") is null);
    }

    private async Task<XElement> CallAsync(string permission, string content, CallMeter calls, CancellationToken cancellationToken)
    {
        var call = new AwsCall(AwsService.Rds, permission) { Content = content };
        return (await http.SendXmlAsync(call, calls, cancellationToken)).Result(call.Operation);
    }

    private static string Time(DateTimeOffset time) => Uri.EscapeDataString($"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private static CloudDatabase? Database(XElement item) => item.Text("DBInstanceIdentifier") is not { } id ? null : new CloudDatabase
    {
        Id = id,
        Status = item.Text("DBInstanceStatus"),
        Engine = item.Text("Engine"),
        EngineVersion = item.Text("EngineVersion"),
        Class = item.Text("DBInstanceClass"),
        AllocatedStorageGibibytes = item.Integer("AllocatedStorage"),
        StorageType = item.Text("StorageType"),
        IsMultiZone = item.Flag("MultiAZ"),
        Zone = item.Text("AvailabilityZone"),
        Host = item.Child("Endpoint")?.Text("Address"),
        MaintenanceWindow = item.Text("PreferredMaintenanceWindow"),
        SecurityGroups = [.. item.Items("VpcSecurityGroups").Select(group => group.Text("VpcSecurityGroupId")).OfType<string>()],
        Pending = PendingFields.Select(field => (field, Value: item.Child("PendingModifiedValues")?.Text(field)))
            .Where(pair => pair.Value is not null).ToDictionary(pair => pair.field, pair => pair.Value!),
    };
}
