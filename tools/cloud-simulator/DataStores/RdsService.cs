using System.Globalization;
using System.Xml.Linq;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.DataStores;

/// <summary>Amazon RDS, query protocol, version 2014-10-31.</summary>
internal sealed class RdsService(LoadedScenario scenario) : QueryService(
    "rds", "2014-10-31", new HashSet<string> { "DescribeDBInstances", "DescribeEvents" })
{
    protected override IEnumerable<XElement> Answer(string operation, Dictionary<string, string> form, string region)
    {
        var databases = scenario.Data.Databases.Where(_ => region == scenario.Data.Region).ToList();
        var id = form.GetValueOrDefault(operation == "DescribeDBInstances" ? "DBInstanceIdentifier" : "SourceIdentifier");
        if (id is not null && !databases.Exists(database => database.Id == id))
        {
            throw new AwsException("DBInstanceNotFound", $"DBInstance {id} not found.", 404);
        }

        var wanted = databases.Where(database => id is null || database.Id == id).ToList();
        return operation == "DescribeDBInstances"
            ? [new XElement("DBInstances", wanted.Select(Database))]
            : [new XElement("Events", wanted.SelectMany(database => Events(database, form)))];
    }

    private XElement Database(ScenarioDatabase database) => new(
        "DBInstance", new XElement("DBInstanceIdentifier", database.Id), new XElement("DBInstanceClass", database.Class),
        new XElement("Engine", database.Engine),
        new XElement("DBInstanceStatus", database.Statuses.Last(status => status.FromMinute is not { } from || scenario.At(from) <= scenario.Now).Name),
        new XElement("MasterUsername", "postgres"),
        new XElement("Endpoint", new XElement("Address", $"{database.Id}.c0ffee000000.{scenario.Data.Region}.rds.amazonaws.com"), new XElement("Port", 5432)),
        new XElement("AllocatedStorage", database.AllocatedStorage), new XElement("MultiAZ", "true"),
        new XElement("VpcSecurityGroups", database.SecurityGroupIds.Select(group => new XElement(
            "VpcSecurityGroupMembership", new XElement("VpcSecurityGroupId", group), new XElement("Status", "active")))),
        new XElement("PendingModifiedValues"));

    private IEnumerable<XElement> Events(ScenarioDatabase database, Dictionary<string, string> form)
    {
        var (from, to) = (Bound(form, "StartTime") ?? DateTimeOffset.MinValue, Bound(form, "EndTime") ?? DateTimeOffset.MaxValue);
        return database.Events.Where(item => scenario.At(item.AtMinute) is var at && at <= scenario.Now && at >= from && at <= to).Select(item =>
            new XElement(
                "Event", new XElement("SourceIdentifier", database.Id), new XElement("SourceType", "db-instance"),
                new XElement("Message", item.Message), new XElement("Date", Time(scenario.At(item.AtMinute))),
                new XElement("EventCategories", item.Categories.Select(category => new XElement("EventCategory", category)))));
    }

    private static DateTimeOffset? Bound(Dictionary<string, string> form, string name) =>
        DateTimeOffset.TryParse(form.GetValueOrDefault(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
