using System.Diagnostics;

namespace CauseFlow.Messaging;

internal static class MessagingTelemetry
{
    public static ActivitySource Source { get; } = new("CauseFlow.Messaging");
}
