using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CauseFlow.ServiceDefaults.Tls;

/// <summary>Meter <c>CauseFlow.Tls</c>: what is asked is the file as it is now, so that a renewal shows at once.</summary>
internal sealed class TlsMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly ConcurrentBag<RenewableCertificate> _certificates = [];

    public TlsMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("CauseFlow.Tls");
        _meter.CreateObservableGauge(
            "causeflow.tls.certificate_ends", Observe, "s",
            "When the certificate that this process shows to others ends, in Unix time. A process without TLS has none.");
    }

    public void Dispose() => _meter.Dispose();

    internal void Watch(RenewableCertificate certificate) => _certificates.Add(certificate);

    private IEnumerable<Measurement<long>> Observe() => _certificates.IsEmpty
        ? []
        : [new Measurement<long>(_certificates.Min(certificate => new DateTimeOffset(certificate.Current().NotAfter).ToUnixTimeSeconds()))];
}
