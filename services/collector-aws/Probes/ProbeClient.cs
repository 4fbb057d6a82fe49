using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;

namespace CauseFlow.CollectorAws.Probes;

/// <summary>Sends one probe and answers how AWS took it. The content of a success is never read.</summary>
internal sealed class ProbeClient(AwsHttp http)
{
    /// <summary>One repetition where the answer was none.</summary>
    public const int Attempts = 2;

    /// <summary>Null for a success; else AWS's refusal, classified.</summary>
    public async Task<CollectionException?> TryAsync(AwsProbe probe, CallMeter calls, CancellationToken cancellationToken)
    {
        try
        {
            await http.SendUnreadAsync(probe.Call, calls, cancellationToken);
            return null;
        }
        catch (CollectionException e)
        {
            return e;
        }
    }
}
