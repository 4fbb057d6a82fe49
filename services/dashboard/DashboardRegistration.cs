using CauseFlow.Dashboard.Api;
using CauseFlow.Dashboard.Audit;
using CauseFlow.Dashboard.Incidents;
using CauseFlow.Dashboard.Integrations;
using CauseFlow.Dashboard.Shell;
using CauseFlow.Dashboard.SignIn;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using MudBlazor.Services;

namespace CauseFlow.Dashboard;

/// <summary>
/// The web page: a client of the public API like any other, with no private door. It lives in a web application of its own, also
/// in all-in-one, and keeps nothing but the pages that are open.
/// </summary>
public static class DashboardRegistration
{
    // {
    //   "Dashboard": { "ApiUrl": "https://gateway:8080", "TimeoutSeconds": 15, "MaxAnswerBytes": 16777216, "SessionHours": 12,
    //                  "MaxSessionHours": 168, "SignInsPerMinute": 20, "RefreshSeconds": 5, "MaxDisconnectedPages": 30,
    //                  "MaxPages": 100, "MaxPagesPerTenant": 50, "MaxPagesPerPerson": 20,
    //                  "Oidc": { "Authority": "https://login.example.com", "ClientId": "causeflow", "ClientSecret": null,
    //                            "Scopes": [ "api://causeflow/.default" ], "UseIdToken": false, "Name": "Example SSO",
    //                            "Only": false } },
    //   "Secrets": { "KeyFolder": "/run/secrets/cookie-keys" }, "Services": { "CaFile": "ca.crt" }, "Listen": { … }
    // }

    /// <summary>Where the files of the page are: beside the program, wherever it was started from.</summary>
    public static WebApplicationOptions HostOptions(string[] args) => new()
    {
        Args = args,
        WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
    };

    /// <summary>Pages, sign-in and the client of the API.</summary>
    public static WebApplicationBuilder AddDashboard(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // Finds the files of a program that was built and not published; does nothing otherwise.
        builder.WebHost.UseStaticWebAssets();

        // Files of a program that was built are otherwise read anew at each request, and sent without compression.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = bool.FalseString;
        var services = builder.Services;
        services.AddOptions<DashboardOptions>().BindConfiguration("Dashboard").ValidateDataAnnotations()
            .Validate(options => Uri.TryCreate(options.ApiUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
                "Dashboard:ApiUrl is the http or https address of the gateway.")
            .Validate(options => options.Oidc.IsComplete(),
                "Dashboard:Oidc needs ClientId, and an Authority with https (http on this machine only).")
            .ValidateOnStart();
        services.AddSecrets(builder.Configuration);
        services.AddSealedCookies();
        services.AddSignIn(builder.Configuration);
        services.AddApiClient(builder.Configuration);
        services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.AddFilter<BareConnectionFilter>());
        services.AddOptions<CircuitOptions>().Configure<IOptions<DashboardOptions>>((circuits, dashboard) =>
        {
            circuits.DisconnectedCircuitMaxRetained = dashboard.Value.MaxDisconnectedPages;
            circuits.DetailedErrors = false;
        });
        services.AddMudServices();
        services.AddHttpContextAccessor();
        services.AddSingleton<OpenPages>();
        services.AddSingleton<OpenConnections>();
        services.AddSingleton<BareConnectionFilter>();
        services.AddScoped<CircuitHandler, OpenPageHandler>();
        services.AddSingleton<HandoverStore>();
        services.AddScoped<Handover>();
        services.AddScoped<Download>();
        return builder;
    }

    /// <summary>The pipeline, outermost first; it includes <c>UseServiceDefaults</c>.</summary>
    public static WebApplication UseDashboard(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseForwardedHeaders(OfTheGateway());
        app.UseMiddleware<HostCookiesMiddleware>();
        app.UseMiddleware<PageHeadersMiddleware>();
        app.UseServiceDefaults();
        app.UseMiddleware<CircuitGuardMiddleware>();
        app.UseAntiforgery();
        return app;
    }

    public static IEndpointRouteBuilder MapDashboard(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapStaticAssets().AllowAnonymous();
        endpoints.MapSignIn();
        endpoints.MapIncidentDownloads();
        endpoints.MapSetupDownloads();
        endpoints.MapAuditDownload();

        // The policy of PageHeadersMiddleware says who may frame the page.
        endpoints.MapRazorComponents<App>().WithStaticAssets()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return endpoints;
    }

    /// <summary>
    /// The gateway replaces what clients say of themselves by its own word, and nobody else reaches this port: loopback in
    /// all-in-one, a network policy in a cluster.
    /// </summary>
    private static ForwardedHeadersOptions OfTheGateway()
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        return options;
    }
}
