using System.Text.Json;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// Keeps the case of one investigation within a bound, however much there is to find: a verdict reads the whole case,
/// and several are made at once. What came first stays.
/// </summary>
public sealed class EvidenceBound(IOptions<InvestigationsOptions> options)
{
    // Of a part that is left out only this much of what it says about itself is kept.
    private const int MaxCoverage = 20;

    /// <summary>The row to store, with the facts while there is room for them, and without after that.</summary>
    public PartRow RowOf(InvestigationRow investigation, FindingsPublished message, bool isLate)
    {
        ArgumentNullException.ThrowIfNull(investigation);
        ArgumentNullException.ThrowIfNull(message);
        var bytes = SizeOf(message);
        var isLeftOut = investigation.EvidenceBytes + bytes > options.Value.MaxEvidenceBytes && HasFacts(message);
        var body = isLeftOut ? WithoutFacts(message) : message;
        bytes = isLeftOut ? SizeOf(body) : bytes;
        investigation.EvidenceBytes += bytes;
        return new()
        {
            TenantId = message.TenantId, InvestigationId = message.InvestigationId, Pass = message.Pass,
            IntegrationId = message.IntegrationId, Region = message.Region, Source = message.Source,
            RunNumber = message.RunNumber, Part = message.Part, IsLate = isLate, IsLeftOut = isLeftOut, Bytes = bytes,
            Body = body,
        };
    }

    private static bool HasFacts(FindingsPublished message) =>
        message is { Alarms.Count: > 0 } or { Resources.Count: > 0 } or { Relations.Count: > 0 }
            or { Metrics.Count: > 0 } or { Logs.Count: > 0 } or { States.Count: > 0 } or { Changes.Count: > 0 };

    private static FindingsPublished WithoutFacts(FindingsPublished message) => message with
    {
        Alarms = null, Resources = null, Relations = null, Metrics = null, Logs = null, States = null, Changes = null,
        Coverage = [.. message.Coverage.Take(MaxCoverage)],
    };

    private static long SizeOf(FindingsPublished message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, ContractJson.Options).Length;
}
