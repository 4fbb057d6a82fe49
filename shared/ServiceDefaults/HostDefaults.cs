using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Listening;
using CauseFlow.ServiceDefaults.OpenApi;
using CauseFlow.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace CauseFlow.ServiceDefaults;

/// <summary>What every host of this product does the same way.</summary>
public static class HostDefaults
{
    private const int MaxJsonDepth = 32;

    // {
    //   "Listen": { "Api": "http://127.0.0.1:0", "Internal": "http://127.0.0.1:0", "MaxBodyBytes": 1048576,
    //               "CertificateFile": "tls.crt", "KeyFile": "tls.key" },
    //   "Services": { "AllowPlainInternal": false, "CaFile": "ca.crt" },
    //   "Shutdown": { "TimeoutSeconds": 30 },
    //   "Telemetry": { "TraceFile": "traces.jsonl", "MaxTraceFileBytes": 67108864 },
    //   "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4317",
    //   "SettingsFolder": "/run/secrets/settings"
    // }

    /// <summary>
    /// Ports, telemetry, health checks, the error shape, the clock and the JSON form. Called once per host.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="name">Name of the service (or of the process that holds several) in traces and metrics.</param>
    /// <param name="telemetry">
    /// False in every web application of a process but one: sources are process-wide, and a second registration exports
    /// every span twice.
    /// </param>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder, string name, bool telemetry = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.AddSettingsFolder();
        builder.AddListening();
        if (telemetry)
        {
            builder.Services.AddProcessTelemetry(builder.Configuration, name);
        }

        // Request lines and client calls hold webhook addresses, whose last part is a key.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        // What fails in the store is an exception, which whoever handles it logs or tries again; conflicts of two writers are
        // everyday, and would look like faults here.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.None);
        builder.Logging.AddFilter("Yarp.ReverseProxy", LogLevel.Warning);

        builder.Services.AddOptions<ShutdownOptions>().BindConfiguration("Shutdown").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = TimeSpan.FromSeconds(shutdown.Value.TimeoutSeconds));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            ContractJson.ApplyStrict(options.SerializerOptions);
            options.SerializerOptions.MaxDepth = MaxJsonDepth;
        });
        return builder;
    }

    /// <summary>Errors, routing, the rule of the two ports, authentication and authorization, in this order.</summary>
    /// <param name="app">The host.</param>
    /// <param name="beforeAuthorization">What must know the caller, and see also the requests that are refused.</param>
    public static WebApplication UseServiceDefaults(
        this WebApplication app, Action<WebApplication>? beforeAuthorization = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ErrorShapeMiddleware>();
        app.UseRouting();
        app.UseMiddleware<PortRuleMiddleware>();
        app.UseAuthentication();
        beforeAuthorization?.Invoke(app);
        app.UseAuthorization();
        return app;
    }

    /// <summary>
    /// <c>/health</c> (liveness, both ports); <c>/health/ready</c> (every health check), <c>/metrics</c> and
    /// <c>/openapi/{service}.json</c> on the internal port.
    /// </summary>
    public static IEndpointRouteBuilder MapServiceDefaults(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapApiDocuments();
        endpoints.MapGet("/health", () => TypedResults.Ok(new Dictionary<string, string> { ["status"] = "healthy" }))
            .WithName("health").WithSummary("Says that the process runs").AllowAnonymous().WithMetadata(EndpointPort.Both);
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = HealthAnswer.WriteAsync })
            .AllowAnonymous().WithMetadata(EndpointPort.Internal);
        if (endpoints.ServiceProvider.GetService<MeterProvider>() is not null)
        {
            endpoints.MapPrometheusScrapingEndpoint().AllowAnonymous().WithMetadata(EndpointPort.Internal);
        }

        return endpoints;
    }
}
