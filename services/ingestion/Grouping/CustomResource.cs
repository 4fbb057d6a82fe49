using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>An alert of the custom webhook is about the service and environment that it names.</summary>
public static class CustomResource
{
    public static PrimaryResource? Of(AlarmFact alarm) =>
        alarm.Service is { } service
            ? new PrimaryResource(alarm.Region, ["service", service, alarm.Environment ?? ""]) : null;
}
