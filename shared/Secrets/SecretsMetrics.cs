using System.Diagnostics.Metrics;

namespace CauseFlow.Secrets;

/// <summary>Meter <c>CauseFlow.Secrets</c>.</summary>
public sealed class SecretsMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _moved;
    private int _disabled;

    public SecretsMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("CauseFlow.Secrets");
        _moved = _meter.CreateCounter<long>("causeflow.secrets.moved", "{secret}", "Secrets that were moved under the current key.");
        _meter.CreateObservableGauge(
            "causeflow.secrets.disabled", () => Volatile.Read(ref _disabled), "{secret}",
            "Secrets that cannot be used because their key-encryption key is missing or they were changed.");
    }

    /// <summary>What a round over every store has found.</summary>
    public void Round(int moved, int disabled)
    {
        _moved.Add(moved);
        Volatile.Write(ref _disabled, disabled);
    }

    public void Dispose() => _meter.Dispose();
}
