using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CauseFlow.ServiceDefaults.Telemetry;

internal static class TelemetryRegistration
{
    private const string OtlpEndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddProcessTelemetry(this IServiceCollection services, IConfiguration configuration, string name)
    {
        var options = configuration.GetSection("Telemetry").Get<TelemetryOptions>() ?? new TelemetryOptions();
        var otlp = configuration[OtlpEndpointKey] is { Length: > 0 };
        services.AddOptions<TelemetryOptions>().BindConfiguration("Telemetry").ValidateDataAnnotations().ValidateOnStart();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name, serviceNamespace: "causeflow"))
            .WithTracing(tracing => AddTracing(tracing, options, otlp))
            .WithMetrics(metrics => AddMetrics(metrics, otlp));
    }

    private static void AddTracing(TracerProviderBuilder tracing, TelemetryOptions options, bool otlp)
    {
        tracing.AddSource("MassTransit", "CauseFlow.*");
        tracing.AddAspNetCoreInstrumentation(http => http.Filter = IsWorthASpan);
        tracing.AddHttpClientInstrumentation();
        tracing.AddProcessor(new WebhookAddressRedactor());
        if (options.TraceFile is { Length: > 0 } path)
        {
            // Written at once: the file is read while the process runs, and it may be killed.
            tracing.AddProcessor(new SimpleActivityExportProcessor(new TraceFileExporter(path, options.MaxTraceFileBytes)));
        }

        if (otlp)
        {
            tracing.AddOtlpExporter();
        }
    }

    private static void AddMetrics(MeterProviderBuilder metrics, bool otlp)
    {
        metrics.AddMeter("MassTransit", "CauseFlow.*");
        metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation();
        metrics.AddPrometheusExporter();
        if (otlp)
        {
            metrics.AddOtlpExporter();
        }
    }

    private static bool IsWorthASpan(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/metrics");
}
