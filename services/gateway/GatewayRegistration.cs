using CauseFlow.Gateway.Answers;
using CauseFlow.Gateway.ApiKeys;
using CauseFlow.Gateway.FirstStart;
using CauseFlow.Gateway.Health;
using CauseFlow.Gateway.Identity;
using CauseFlow.Gateway.OpenApi;
using CauseFlow.Gateway.Operations;
using CauseFlow.Gateway.RateLimits;
using CauseFlow.Gateway.Routes;
using CauseFlow.Gateway.Tenants;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Listening;
using CauseFlow.ServiceDefaults.Tls;
using CauseFlow.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace CauseFlow.Gateway;

/// <summary>The only public door. It lives in a web application of its own, also in all-in-one.</summary>
public static class GatewayRegistration
{
    internal const string Name = "gateway";

    // {
    //   "Gateway": { "MaxBodyBytes": 262144, "UpstreamTimeoutSeconds": 30, "KnownProxies": [ "10.0.0.5" ],
    //                "KnownNetworks": [ "10.1.0.0/16" ], "FirstAdminKeyFile": null, "RoutesFile": null },
    //   "RateLimits": { "WindowSeconds": 60, "PerTenant": 600, "PerWebhook": 1200, "PerWebhookAddress": 12000,
    //                   "PerAddress": 3000, "PerPageAddress": 6000, "MaxCounters": 100000 },
    //   "Issuers": [ { "Issuer": "https://login.example.com", "Audience": "causeflow", "MetadataAddress": "https://…",
    //                  "KeyFiles": [ "issuer.pem" ], "TenantId": "ten_…", "AllowedTenants": [ "ten_…" ],
    //                  "AllowedRoles": [ "member", "admin", "ingest" ] } ],
    //   "Services": { "ingestion": { "ApiUrl": "http://…" }, "investigations": { "ApiUrl": "http://…" },
    //                 "credential-broker": { "ApiUrl": "http://…", "InternalUrl": "https://…" },
    //                 "dashboard": { "ApiUrl": "http://…" }, "CaFile": "ca.crt" },
    //   "Storage": { … }, "Identity": { … }, "Listen": { … }
    // }

    /// <summary>Routes, authentication, limits, keys and tenants.</summary>
    /// <exception cref="InvalidOperationException">An entry of <c>Issuers</c> has mistakes; all are listed.</exception>
    public static IServiceCollection AddGateway(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<GatewayOptions>().BindConfiguration("Gateway").ValidateDataAnnotations()
            .Validate(TrustedProxies.AreValid,
                "Gateway:KnownProxies takes IP addresses, Gateway:KnownNetworks networks such as 10.0.0.0/8.")
            .ValidateOnStart();
        services.AddOptions<HostListenOptions>().Configure<IOptions<GatewayOptions>>(
            (listen, gateway) => listen.MaxBodyBytes = gateway.Value.MaxBodyBytes);
        services.AddStore<GatewayDbContext>(configuration, Name);
        services.AddOwnIdentity(Name);
        services.AddAuditTrail(Name);
        services.AddHttpClient(DetailedHealth.ClientName, client => client.Timeout = TimeSpan.FromSeconds(3))
            .ConfigurePrimaryHttpMessageHandler(() => InternalTls.CreateHandler(configuration));
        services.AddScoped<DetailedHealth>();
        services.AddHttpClient(ErrorQueueOverview.ClientName, client =>
            {
                client.Timeout = TimeSpan.FromSeconds(20);
                client.MaxResponseContentBufferSize = ErrorQueueOverview.MaxAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => InternalTls.CreateHandler(configuration));
        services.AddSingleton<ErrorQueueOverview>();
        services.AddSingleton<ApiKeyDirectory>();
        services.AddSingleton<FirstKey>();
        services.AddHostedService<FirstKeyCreation>();
        var issuers = IssuersOf(configuration);
        services.AddSingleton(new OutsideIssuers(issuers));
        services.AddSingleton<PersonAddress>();
        services.AddCallerAuthentication(issuers);
        services.AddAuthorization(RolePolicies.Add);
        services.AddApiDescription();
        services.AddRateLimits();
        services.AddRoutes(configuration);
        return services;
    }

    /// <summary>The pipeline, outermost first; it includes <c>UseServiceDefaults</c>.</summary>
    public static WebApplication UseGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseTrustedProxies(app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value);
        app.UseMiddleware<PersonAddressMiddleware>();
        app.UseMiddleware<ReplicaCookieMiddleware>();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<RateHeadersMiddleware>();
        app.UseMiddleware<RequestTargetMiddleware>();

        // Limits come after authentication, to know the tenant, and before authorization, to count what it refuses.
        return app.UseServiceDefaults(beforeAuthorization: inner => inner.UseRateLimiter());
    }

    /// <summary>The gateway's own endpoints and the routes to the services.</summary>
    /// <exception cref="InvalidOperationException">The route table has mistakes; all are listed.</exception>
    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.ServiceProvider.GetRequiredService<RouteTable>().Validate();
        endpoints.MapOwn(RolePolicies.Any).MapWhoAmI();
        endpoints.MapOwn(Roles.Admin).MapApiKeys();
        var operators = endpoints.MapOwn(Roles.Operator);
        operators.MapTenants();
        operators.MapGet("/health/detailed", (DetailedHealth health, CancellationToken cancellationToken) =>
            health.LookAsync(cancellationToken)).WithName("detailedHealth").WithSummary("Says how each dependency is");
        operators.MapGet("/v1/operations/error-queues",
                (CallerIdentity caller, ErrorQueueOverview queues, CancellationToken cancellationToken) =>
                    queues.LookAsync(caller, cancellationToken))
            .WithName("listErrorQueues").WithSummary("Every service's error queues: how many messages each has and since when")
            .Produces<ErrorQueueOverview.ErrorQueues>();
        endpoints.MapApiDescription();
        EndpointPolicies.Check(endpoints);
        endpoints.MapReverseProxy(proxy => proxy.Use(ForwardingFailure.AnswerAsync));
        return endpoints;
    }

    private static RouteGroupBuilder MapOwn(this IEndpointRouteBuilder endpoints, string policy) =>
        endpoints.MapGroup(string.Empty).RequireAuthorization(policy).RequireRateLimiting(RateLimiting.Tenant);

    private static void AddRoutes(this IServiceCollection services, IConfiguration configuration)
    {
        var file = configuration["Gateway:RoutesFile"] ?? Path.Combine(AppContext.BaseDirectory, "gateway.routes.json");
        var routes = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build();
        services.AddReverseProxy().LoadFromConfig(routes).AddTransforms(ForwardingTransforms.Add)
            .ConfigureHttpClient((_, handler) => InternalTls.Apply(configuration, handler));
        services.AddSingleton<IProxyConfigProvider>(ServiceClusters.Provide);
        services.Replace(ServiceDescriptor.Singleton<IDestinationResolver>(
            provider => new PageReplicas(provider.GetRequiredService<TimeProvider>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, PagePathPolicy>());
        services.AddSingleton<RouteTable>();
    }

    private static List<OutsideIssuer> IssuersOf(IConfiguration configuration)
    {
        var issuers = configuration.GetSection("Issuers").Get<List<OutsideIssuer>>() ?? [];
        var repeated = issuers.GroupBy(issuer => issuer.Issuer).Where(group => group.Count() > 1)
            .Select(group => $"Issuer '{group.Key}' is configured twice.");
        string[] problems = [.. issuers.SelectMany(issuer => issuer.Problems()), .. repeated];
        return problems.Length == 0
            ? issuers
            : throw new InvalidOperationException(
                $"Issuers has mistakes:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}");
    }
}
