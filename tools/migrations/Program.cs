using CauseFlow.CredentialBroker;
using CauseFlow.Gateway;
using CauseFlow.Ingestion;
using CauseFlow.Investigations;
using CauseFlow.Migrations;

// ./dev migration NAME: writes what each store's model has and its migrations have not, for both databases.
if (args is not [var name] || name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetterUpper(name[0]))
{
    Console.Error.WriteLine("usage: ./dev migration NAME, where NAME says in PascalCase what changes, such as AddIncidentOwner");
    return 2;
}

var root = MigrationWriter.RepositoryRoot();
var writers = new[]
{
    MigrationWriter.For<BrokerDbContext>(root, "credential-broker"),
    MigrationWriter.For<GatewayDbContext>(root, "gateway"),
    MigrationWriter.For<IngestionDbContext>(root, "ingestion"),
    MigrationWriter.For<InvestigationsDbContext>(root, "investigations"),
};
var planned = writers.SelectMany(writer => writer.Plan(name)).ToList();
if (planned.Count == 0)
{
    Console.WriteLine("nothing to do: every store's migrations make what its model says");
    return 0;
}

// All or none: a migration for one database only would be found by the tests of the other.
if (planned.FirstOrDefault(plan => plan.Complaint is not null) is { Complaint: { } complaint })
{
    Console.Error.WriteLine(complaint);
    return 1;
}

foreach (var plan in planned)
{
    foreach (var file in plan.Write())
    {
        Console.WriteLine(Path.GetRelativePath(root, file));
    }
}

return 0;
