namespace CauseFlow.Contracts;

/// <summary>What every message carries. An interface, not a base class: the wire knows only the concrete type.</summary>
public interface ITenantMessage
{
    /// <summary>Tenant id, <c>ten_</c> + ULID.</summary>
    string TenantId { get; }
}
