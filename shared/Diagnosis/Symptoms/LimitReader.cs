using System.Globalization;
using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>Finds limits that were reached: throttles, concurrency, duration at the time-out, memory at its size.</summary>
public static partial class LimitReader
{
    /// <summary>A value within 2 % of its limit is at the limit.</summary>
    private const double AtLimit = 0.98;

    public static IReadOnlyList<ExhaustedLimit> Read(CaseEvidence evidence, IReadOnlyList<SeriesReading> series)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(series);
        var limits = new List<ExhaustedLimit>();
        foreach (var reading in series.Where(reading => reading.Incident.Count > 0))
        {
            var resource = evidence.Topology.OwnerOf(reading.Series.Resource);
            var state = evidence.StateOf(resource);
            var limit = reading.Series.Name switch
            {
                "Throttles" or "ThrottledRequests" or "ReadThrottleEvents" or "WriteThrottleEvents" => Throttles(reading, resource),
                "ConcurrentExecutions" => Concurrency(reading, resource, state),
                "Duration" => Duration(reading, resource, state),
                "CPUUtilization" or "MemoryUtilization" or "memory_utilization" or "Percentage CPU" or "CpuPercentage" or "MemoryPercentage"
                    or "node_cpu_usage_percentage" or "node_memory_working_set_percentage" or "node_disk_usage_percentage" or "cpu_percent"
                    or "dtu_consumption_percent" => Utilisation(reading, resource, share: 1),

                // Google Cloud measures shares of one.
                var name when name.EndsWith("/utilization", StringComparison.Ordinal) || name.EndsWith("/utilizations", StringComparison.Ordinal) =>
                    Utilisation(reading, resource, share: 100),
                "FreeStorageSpace" => Storage(reading, resource, state),
                "CPUCreditBalance" or "CPU Credits Remaining" => Credits(reading, resource),
                "cluster_autoscaler_unschedulable_pods_count" => Unplaced(reading, resource),
                _ => null,
            };
            if (limit is not null)
            {
                limits.Add(limit);
            }
        }

        limits.AddRange(evidence.Logs.Select(pattern => ReportedMemory(pattern, evidence)).OfType<ExhaustedLimit>());
        return limits;
    }

    private static ExhaustedLimit? Throttles(SeriesReading reading, ResourceRef resource)
    {
        var total = reading.Series.Statistic == "Sum" ? reading.Sum : reading.Peak;
        return total > 0 && (reading.Baseline is not { } baseline || baseline.Deviation(reading.Peak) >= 3)
            ? new(resource, SymptomKind.Throttling, CauseCategory.CapacityLimit,
                $"{reading.Series.Name} reached {Number(total)} in the incident window (baseline median {Number(reading.Baseline?.Median ?? 0)} a period)",
                [reading.Series.EvidenceId], AlsoBefore: reading.Baseline?.Median > 0)
            : null;
    }

    private static ExhaustedLimit? Concurrency(SeriesReading reading, ResourceRef resource, ResourceState? state)
    {
        if (Attribute(state, "reservedconcurrency", "reservedconcurrentexecutions") is not { } reserved || reading.Peak < reserved * AtLimit)
        {
            return null;
        }

        return new(resource, SymptomKind.Throttling, CauseCategory.CapacityLimit,
            $"concurrency reached {Number(reading.Peak)} of {Number(reserved)} reserved",
            [reading.Series.EvidenceId, state!.EvidenceId], reading.Baseline?.Maximum >= reserved * AtLimit);
    }

    private static ExhaustedLimit? Duration(SeriesReading reading, ResourceRef resource, ResourceState? state)
    {
        if (Attribute(state, "timeout", "timeoutseconds") is not { } seconds || seconds <= 0)
        {
            return null;
        }

        var limit = seconds * (reading.Series.Unit == "Seconds" ? 1 : 1000);
        var unit = reading.Series.Unit == "Seconds" ? "s" : "ms";
        return reading.Peak < limit * AtLimit
            ? null
            : new(resource, SymptomKind.Timeout, CauseCategory.ResourceExhaustion,
                $"duration reached {Number(reading.Peak)} {unit}, the configured time-out is {Number(seconds)} s (baseline median {Number(reading.Baseline?.Median ?? 0)} {unit})",
                [reading.Series.EvidenceId, state!.EvidenceId], reading.Baseline?.Maximum >= limit * AtLimit);
    }

    /// <summary>Without a baseline, a window that is near the limit throughout is as good as one that has gone there.</summary>
    private static ExhaustedLimit? Utilisation(SeriesReading reading, ResourceRef resource, double share)
    {
        if (reading.Peak * share is not (>= 95 and <= 100))
        {
            return null;
        }

        if (reading.Baseline is { } baseline)
        {
            return baseline.Median * share >= 80 ? null : new(resource, SymptomKind.Saturated, CauseCategory.ResourceExhaustion,
                $"{reading.Series.Name} reached {Number(reading.Peak * share)} % (baseline median {Number(baseline.Median * share)} %)",
                [reading.Series.EvidenceId], baseline.Maximum * share >= 95);
        }

        var median = reading.Incident.Select(point => point.Value!.Value).Order().ElementAt(reading.Incident.Count / 2) * share;
        return median < 90 ? null : new(resource, SymptomKind.Saturated, CauseCategory.ResourceExhaustion,
            $"{reading.Series.Name} is at {Number(median)} % and reached {Number(reading.Peak * share)} %", [reading.Series.EvidenceId], AlsoBefore: false);
    }

    /// <summary>Pods that the autoscaler finds no node for.</summary>
    private static ExhaustedLimit? Unplaced(SeriesReading reading, ResourceRef resource) =>
        reading.Peak >= 1 && (reading.Baseline is not { } baseline || baseline.Deviation(reading.Peak) >= 3)
            ? new(resource, SymptomKind.Unplaced, CauseCategory.CapacityLimit,
                $"{Number(reading.Peak)} pods find no node to run on (baseline median {Number(reading.Baseline?.Median ?? 0)})",
                [reading.Series.EvidenceId], AlsoBefore: reading.Baseline?.Median >= 1)
            : null;

    /// <summary>A database whose disk is full takes no further write.</summary>
    private static ExhaustedLimit? Storage(SeriesReading reading, ResourceRef resource, ResourceState? state)
    {
        const double GibiByte = 1024.0 * 1024 * 1024;
        if (Attribute(state, "allocatedstoragegib") is not { } size || size <= 0 || reading.Lowest > size * GibiByte * (1 - AtLimit))
        {
            return null;
        }

        return new(resource, SymptomKind.Saturated, CauseCategory.ResourceExhaustion,
            $"free storage fell to {Number(reading.Lowest / GibiByte)} of {Number(size)} GiB (baseline median {Number((reading.Baseline?.Median ?? 0) / GibiByte)} GiB)",
            [reading.Series.EvidenceId, state!.EvidenceId], reading.Baseline is { } baseline && baseline.Median <= size * GibiByte * (1 - AtLimit));
    }

    /// <summary>A burstable instance without credits runs at its baseline share of the processor.</summary>
    private static ExhaustedLimit? Credits(SeriesReading reading, ResourceRef resource) =>
        reading.Lowest < 1 && reading.Baseline is { Median: >= 5 } baseline
            ? new(resource, SymptomKind.Timeout, CauseCategory.ResourceExhaustion,
                $"the CPU credits ran out: {Number(reading.Lowest)} left (baseline median {Number(baseline.Median)})",
                [reading.Series.EvidenceId], AlsoBefore: false)
            : null;

    /// <summary>Lambda's REPORT lines carry the memory that a call used; no plain metric does.</summary>
    private static ExhaustedLimit? ReportedMemory(LogPattern pattern, CaseEvidence evidence)
    {
        foreach (var sample in pattern.Samples.OrderBy(sample => sample.Text, StringComparer.Ordinal))
        {
            var match = Report().Match(sample.Text);
            if (match.Success && sample.Time >= evidence.File.Window.From
                && double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var size)
                && double.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out var used)
                && size > 0 && used >= size * AtLimit)
            {
                return new(evidence.Topology.OwnerOf(pattern.Resource), SymptomKind.OutOfMemory, CauseCategory.ResourceExhaustion,
                    $"memory used reached {Number(used)} of {Number(size)} MB", [pattern.EvidenceId], AlsoBefore: false);
            }
        }

        return null;
    }

    private static double? Attribute(ResourceState? state, params string[] names)
    {
        var value = state?.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .FirstOrDefault(pair => names.Contains(FieldName.Plain(pair.Key))).Value;
        return double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Memory Size: (\d+) MB\s+Max Memory Used: (\d+) MB", RegexOptions.CultureInvariant)]
    private static partial Regex Report();
}
