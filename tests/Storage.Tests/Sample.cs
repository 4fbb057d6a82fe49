using CauseFlow.Contracts;

namespace CauseFlow.Storage.Tests;

public sealed class Sample
{
    public long Seq { get; set; }
    public required string Key { get; set; }
    public DateTimeOffset At { get; set; }
    public IncidentStatus Status { get; set; }
    public IReadOnlyList<string> Words { get; set; } = [];
    public long Version { get; set; }
}
