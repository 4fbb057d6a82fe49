using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Demo.Api;

internal sealed record ItemsAnswer<T>(IReadOnlyList<T> Items, string? Cursor = null);

internal sealed record SetupAnswer(string ExternalId, string PrincipalArn)
{
    public override string ToString() => $"{PrincipalArn} [redacted]";
}

internal sealed record ConnectionTestAnswer(bool Ok, string? Reason, string? Message, string? Remedy);

internal sealed record IntegrationAnswer(string Id, string Status, string? Account, ConnectionTestAnswer? LastTest);

internal sealed record WebhookAnswer(string Provider, string Url);

internal sealed record WebhookSecret(Uri Url, string Username, string Password)
{
    public override string ToString() => "WebhookSecret { [redacted] }";
}

internal sealed record IncidentAnswer(string Id, string Title, string Status, string? Severity);

internal sealed record TimelineAnswer(long Seq, DateTimeOffset At, string Kind, string Text, JsonElement? Data);

internal sealed record SourceAnswer(string? Region, string Source, string Outcome, long? DurationMilliseconds);

internal sealed record InvestigationAnswer(
    string Id, string Status, int Revision, string? Outcome, string? TraceId, IReadOnlyList<SourceAnswer>? Sources);

internal sealed record EvidenceAnswer(string EvidenceId, string Type, string Source, string Summary);

/// <summary>The exported case, and the very bytes that the API answered.</summary>
internal sealed record ExportAnswer(byte[] Body, CaseExport Case);
