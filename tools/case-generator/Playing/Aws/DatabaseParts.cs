using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Aws;

/// <summary>The database with what RDS tells of it.</summary>
internal static class DatabaseParts
{
    public static IReadOnlyList<ScenarioDatabase> Of(Incident incident)
    {
        var store = incident.Application.Store;
        if (store.Node.Kind != "aws.rds.instance")
        {
            return [];
        }

        var told = incident.States.Where(state => state.Node == store.Node && state.Kind is "database_event" or "maintenance").ToList();
        return
        [
            new ScenarioDatabase
            {
                Id = store.Node.Name,
                Statuses = [new ScenarioStatus { Name = "available" }, .. told.Select(state => new ScenarioStatus
                {
                    FromMinute = state.Minute, Name = state.Fields["status"],
                })],
                Events = [.. told.Select(state => new ScenarioDatabaseEvent
                {
                    AtMinute = state.Minute, Message = state.Fields["message"],
                    Categories = [state.Kind == "maintenance" ? "maintenance" : state.Fields["reason"]],
                })],
            },
        ];
    }
}
