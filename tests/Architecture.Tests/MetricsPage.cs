using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text;
using CauseFlow.ServiceDefaults.Telemetry;

namespace CauseFlow.Architecture.Tests;

/// <summary>
/// The page of all metrics. Each metrics class is made alone and each of its methods called with every word of its
/// enumerations and lists, and with what no label may show; what its instruments then say is the page.
/// </summary>
internal sealed class MetricsPage : IDisposable
{
    /// <summary>Labels that name what is registered in code, not what comes from outside.</summary>
    public static readonly IReadOnlyDictionary<string, string> Registered = new Dictionary<string, string>
    {
        ["service"] = "the service whose store it is",
        ["endpoint"] = "a queue of the service, `temporary` or `other`",
        ["collector"] = "`collector-aws`, `collector-azure`, `collector-gcp`",
        ["source"] = "a source of [sources.md](sources.md)",
        ["api"] = "an API of [sources.md](sources.md)",
    };

    /// <summary>What a sender could write.</summary>
    public const string Hostile = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAV arn:aws:iam::123456789012:role/x";

    private const string RegisteredValue = "registered";
    private readonly MeterListener _listener = new();
    private readonly Factory _factory = new();
    private readonly SortedDictionary<string, (Instrument Instrument, SortedDictionary<string, SortedSet<string>> Labels)> _seen =
        new(StringComparer.Ordinal);

    public MetricsPage(IReadOnlyList<Assembly> assemblies)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == _factory)
            {
                _seen.Add(instrument.Name, (instrument, new(StringComparer.Ordinal)));
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.Start();
        foreach (var type in TypesOf(assemblies))
        {
            using var metrics = (IDisposable)Activator.CreateInstance(type, _factory)!;
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(method => method.Name != nameof(IDisposable.Dispose)))
            {
                foreach (var arguments in ArgumentsOf(type, method.GetParameters()))
                {
                    method.Invoke(metrics, arguments);
                }
            }

            _listener.RecordObservableInstruments();
        }
    }

    public IReadOnlyList<Instrument> Instruments => [.. _seen.Values.Select(row => row.Instrument)];

    /// <summary>All values of all labels, with the instrument's name.</summary>
    public IEnumerable<(string Name, string Label, string Value)> Values =>
        _seen.SelectMany(row => row.Value.Labels.SelectMany(label => label.Value.Select(value => (row.Key, label.Key, value))));

    /// <summary>The name under which Prometheus has it.</summary>
    public static string PrometheusName(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "1" => "_ratio", "By" => "_bytes", _ => "" };
        return instrument.Name.Replace('.', '_') + unit + (KindOf(instrument) == "counter" ? "_total" : "");
    }

    /// <summary>The series that a query may name: a histogram has three.</summary>
    public IEnumerable<string> Series => Instruments.SelectMany(instrument => KindOf(instrument) == "histogram"
        ? new[] { "_bucket", "_sum", "_count" }.Select(end => PrometheusName(instrument) + end)
        : [PrometheusName(instrument)]);

    public static IEnumerable<Type> TypesOf(IReadOnlyList<Assembly> assemblies) => assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.IsClass && type.Namespace?.StartsWith("CauseFlow", StringComparison.Ordinal) == true
            && type.GetConstructors().Any(c => c.GetParameters() is [{ ParameterType: var only }] && only == typeof(IMeterFactory)))
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    public string Write()
    {
        var page = new StringBuilder("""
            # Metrics

            Every metric of CauseFlow's own. `GET /metrics` on the internal port shows them to Prometheus (the second name);
            `OTEL_EXPORTER_OTLP_ENDPOINT` pushes the same. No label holds an id, a name that a customer chose, or anything else that
            a sender could write. This page is made from the code and a test keeps it true. The rules that use it are in
            [deploy/observability](../deploy/observability), what to do about their alerts in [runbook.md](runbook.md).

            The depth of the queues is measured by RabbitMQ itself (`rabbitmq_detailed_queue_messages_ready`), requests and the
            process by .NET (`http_server_request_duration_seconds`, `process_*`, `dotnet_*`), the bus by MassTransit.

            | Metric | In Prometheus | Kind | Unit | Labels | Meaning |
            |---|---|---|---|---|---|

            """);
        foreach (var (name, (instrument, labels)) in _seen)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| `{name}` | `{PrometheusName(instrument)}` | {KindOf(instrument)} | `{instrument.Unit}` ")
                .Append(CultureInfo.InvariantCulture, $"| {string.Join("; ", labels.Select(Label))} | {instrument.Description} |\n");
        }

        return page.ToString();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _factory.Dispose();
    }

    private static string Label(KeyValuePair<string, SortedSet<string>> label) => Registered.TryGetValue(label.Key, out var meaning)
        ? $"`{label.Key}`: {meaning}"
        : $"`{label.Key}`: {string.Join(", ", label.Value.Select(value => $"`{value}`"))}";

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    /// <summary>Every value of one argument in turn, the others at their first: each label sees all of its values.</summary>
    private static IEnumerable<object?[]> ArgumentsOf(Type type, ParameterInfo[] parameters)
    {
        var values = parameters.Select(parameter => ValuesOf(type, parameter)).ToList();
        for (var turn = 0; turn < Math.Max(1, values.Select(x => x.Count).DefaultIfEmpty(1).Max()); turn++)
        {
            yield return [.. values.Select(x => x[turn % x.Count])];
        }
    }

    private static IReadOnlyList<object?> ValuesOf(Type type, ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsEnum)
        {
            return [.. Enum.GetValues(parameter.ParameterType).Cast<object>()];
        }

        if (parameter.ParameterType == typeof(string))
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(MetricLabel))
                .Select(field => (MetricLabel)field.GetValue(null)!).FirstOrDefault(label => label.Name == parameter.Name) is { } label
                ? [.. label.Values, Hostile]
                : [Registered.ContainsKey(parameter.Name!) ? RegisteredValue : Hostile];
        }

        var plain = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return [plain == typeof(TimeSpan) ? TimeSpan.FromSeconds(1)
            : plain == typeof(DateTimeOffset) ? DateTimeOffset.UnixEpoch.AddSeconds(1)
            : Convert.ChangeType(1, plain, CultureInfo.InvariantCulture)];
    }

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            var labels = _seen[instrument.Name].Labels;
            if (!labels.TryGetValue(name, out var values))
            {
                labels.Add(name, values = new SortedSet<string>(StringComparer.Ordinal));
            }

            values.Add($"{value}");
        }
    }

    private sealed class Factory : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}
