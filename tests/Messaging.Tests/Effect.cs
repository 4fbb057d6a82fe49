namespace CauseFlow.Messaging.Tests;

public sealed class Effect
{
    public long Id { get; set; }
    public required string Text { get; set; }
    public DateTimeOffset At { get; set; }
}
