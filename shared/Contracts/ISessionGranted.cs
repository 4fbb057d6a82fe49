namespace CauseFlow.Contracts;

/// <summary>
/// What the grants of all clouds have in common. Each cloud's is a message type of its own, so that it has a queue and
/// permissions of its own on the bus.
/// </summary>
public interface ISessionGranted : ITenantMessage
{
    LeasePurpose Purpose { get; }

    /// <summary>Null unless the purpose is an investigation.</summary>
    string? InvestigationId { get; }

    int Pass { get; }

    string IntegrationId { get; }

    string LeaseId { get; }

    string SessionToken { get; }

    DateTimeOffset ExpiresAt { get; }

    CollectionTarget Target { get; }

    InvestigationWindow? Window { get; }

    /// <summary>Follow-ups only: the sources to read.</summary>
    IReadOnlyList<string>? Sources { get; }
}
