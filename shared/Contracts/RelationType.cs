namespace CauseFlow.Contracts;

public enum RelationType
{
    RunsOn,
    PartOf,
    RoutesTo,
    Triggers,
    LogsTo,
    MeasuredBy,
    VersionOf,
    SiblingOf,
}
