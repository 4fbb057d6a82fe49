using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// What AWS itself says of a database, a table or a queue. Score = 2.2 where the word names a cause (its disk is full, its key or its
/// settings cannot be used), 1.4 where it says that it does not run or is being worked on, 0.6 for messages in a dead-letter queue
/// (somebody failed to work on them, not why) + 0.4 if the alarm's metric is reproduced − 1.2 off the path.
/// </summary>
public sealed class StoreStateRule : IRule
{
    private const double Named = 2.2;
    private const double Working = 1.4;
    private const double Located = 0.6;

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        return new([.. evidence.States.Select(state => (State: state, Trouble: Read(state))).Where(found => found.Trouble is not null)
            .Select(found => Propose(found.State, found.Trouble!.Value, evidence, symptoms))], []);
    }

    private static (CauseCategory Category, string Text, double Score)? Read(ResourceState state) => (state.Resource.Kind, state.NativeStatus) switch
    {
        (ResourceKinds.RdsInstance, "storage-full") => (CauseCategory.ResourceExhaustion, "its storage is full", Named),
        (ResourceKinds.RdsInstance, "insufficient-capacity") => (CauseCategory.CapacityLimit, "AWS has no capacity for it", Named),
        (ResourceKinds.RdsInstance, "failed" or "restore-error") => (CauseCategory.InfrastructureFailure, "it has failed and RDS cannot recover it", Named),
        (ResourceKinds.RdsInstance, "maintenance" or "upgrading") => (CauseCategory.PlatformMaintenance, $"it is in {state.NativeStatus}", Working),
        (ResourceKinds.RdsInstance, "stopped" or "stopping") => (CauseCategory.BadConfiguration, "it does not run", Working),
        (ResourceKinds.RdsInstance, "rebooting" or "starting") => (CauseCategory.Unknown, $"it is {state.NativeStatus}", Working),
        (ResourceKinds.RdsInstance, { } status) when status.StartsWith("incompatible", StringComparison.Ordinal) =>
            (CauseCategory.BadConfiguration, $"it cannot work with its settings ({status})", Named),
        (ResourceKinds.RdsInstance, { } status) when status.StartsWith("inaccessible", StringComparison.Ordinal) =>
            (CauseCategory.PermissionOrCredential, $"the key that it is encrypted with cannot be used ({status})", Named),
        (ResourceKinds.DynamoDbTable, "INACCESSIBLE_ENCRYPTION_CREDENTIALS") =>
            (CauseCategory.PermissionOrCredential, "the key that it is encrypted with cannot be used", Named),
        (ResourceKinds.DynamoDbTable, "DELETING" or "ARCHIVING" or "ARCHIVED") => (CauseCategory.BadConfiguration, $"it is {state.NativeStatus}", Named),
        (ResourceKinds.SqsQueue, _) when state.Conditions.FirstOrDefault(condition => condition.Type == "DeadLetters") is { } dead =>
            (CauseCategory.Unknown, dead.Message ?? "messages lie in its dead-letter queue", Located),
        _ => null,
    };

    private static Hypothesis Propose(
        ResourceState state, (CauseCategory Category, string Text, double Score) trouble, CaseEvidence evidence, SymptomSet symptoms)
    {
        var onPath = symptoms.IsOnPath(evidence, state.Resource);
        return new()
        {
            Resource = state.Resource,
            Category = trouble.Category,
            Signal = "store_state",
            Summary = $"{state.Resource.Name}: {trouble.Text.TrimEnd('.')}",
            Score = trouble.Score + (symptoms.AlarmReproduced ? 0.4 : 0) - (onPath ? 0 : 1.2),
            For = [$"AWS says of {state.Resource.Name} that {trouble.Text.TrimEnd('.')} [{state.EvidenceId}]"],
            Against =
            [
                .. trouble.Category == CauseCategory.Unknown ? new[] { "that tells where, not why" } : [],
                .. onPath ? [] : new[] { "no known relation leads from the alarmed resource to it" },
            ],
            Supporting = [state.EvidenceId, .. symptoms.AlarmReproduced ? [symptoms.AlarmSeries!.Series.EvidenceId] : Array.Empty<string>()],
        };
    }
}
