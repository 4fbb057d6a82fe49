using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>A record as the API and the export show it.</summary>
public sealed record AuditView
{
    public required string Id { get; init; }
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Actor { get; init; }
    public required string Action { get; init; }
    public required string Subject { get; init; }
    public required IReadOnlyDictionary<string, string> Details { get; init; }
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }
    public required string KeyId { get; init; }

    public static AuditView Of(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new AuditView
        {
            Id = record.Id, Sequence = record.Sequence, At = record.At, Actor = record.Actor, Action = record.Action,
            Subject = record.Subject, PreviousHash = record.PreviousHash, Hash = record.Hash, KeyId = record.KeyId,
            Details = JsonSerializer.Deserialize<Dictionary<string, string>>(record.Details, ContractJson.Options) ?? [],
        };
    }
}
