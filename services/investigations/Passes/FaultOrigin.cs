namespace CauseFlow.Investigations.Passes;

/// <summary>
/// Whose consumer gave a message up: a fault's source is the address of the queue on which it was raised.
/// </summary>
internal static class FaultOrigin
{
    public static bool IsOwn(Uri? source) =>
        source?.AbsolutePath.Split('/')[^1]
            .StartsWith($"{InvestigationsRegistration.Service}-", StringComparison.Ordinal) == true;
}
