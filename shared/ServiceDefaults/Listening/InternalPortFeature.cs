namespace CauseFlow.ServiceDefaults.Listening;

/// <summary>
/// Set on a connection by the internal listener itself. No header, no port number and no configuration can forge it.
/// </summary>
internal sealed class InternalPortFeature
{
    public static InternalPortFeature Instance { get; } = new();
}
