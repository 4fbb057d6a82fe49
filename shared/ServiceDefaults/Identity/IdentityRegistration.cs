using CauseFlow.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CauseFlow.ServiceDefaults.Identity;

public static class IdentityRegistration
{
    private const string Gateway = "gateway";

    // { "Identity": { "KeyFolder": "/var/lib/causeflow-keys", "TrustedKeyFolder": "/etc/causeflow/trusted", "CreateMissing": false,
    //                 "ProjectedTokenFolder": "/var/run/secrets/causeflow",
    //                 "Kubernetes": { "Issuer": "https://kubernetes.default.svc.cluster.local", "Namespace": "causeflow",
    //                                 "KeySetFile": "/etc/causeflow/key-set/jwks.json" } } }

    /// <summary>
    /// Gives a service its own identity, lets it check the identity that the gateway forwards and that of other services,
    /// and describes the API that it offers them. Called once per service, also when several share one container.
    /// </summary>
    public static IServiceCollection AddServiceIdentity(this IServiceCollection services, string service)
    {
        services.AddOwnIdentity(service);
        services.AddApiDocument(service);
        services.AddAuthentication()
            .AddJwtBearer(IdentitySchemes.Forwarded(service), _ => { })
            .AddJwtBearer(IdentitySchemes.Service(service), _ => { })
            .AddJwtBearer(IdentitySchemes.Pod(service), _ => { });
        services.AddScheme(IdentitySchemes.Forwarded(service), service, ServiceTokens.ForwardedType, Gateway);
        services.AddScheme(IdentitySchemes.Service(service), service, ServiceTokens.ServiceType, onlyIssuer: null);
        services.AddOptions<JwtBearerOptions>(IdentitySchemes.Pod(service))
            .Configure<IOptions<IdentityOptions>, ClusterKeySet, TimeProvider>((options, identity, keys, time) =>
                ClusterTokenRules.Apply(options, service, identity.Value.Kubernetes, keys, time));
        return services;
    }

    /// <summary>The identity alone, for a service that calls others and is not called (the gateway).</summary>
    public static IServiceCollection AddOwnIdentity(this IServiceCollection services, string service)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(descriptor => descriptor.ImplementationInstance is LocalService local && local.Name == service))
        {
            return services;
        }

        services.AddOptions<IdentityOptions>().BindConfiguration("Identity").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IdentityOptions>, ClusterIdentityCheck>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceKeys>();
        services.TryAddSingleton<ServiceTokens>();
        services.TryAddSingleton<ProjectedTokens>();
        services.TryAddSingleton<ClusterKeySet>();
        services.AddSingleton(new LocalService(service));
        services.AddHostedService<KeyPreparation>();
        return services;
    }

    private static void AddScheme(
        this IServiceCollection services, string scheme, string audience, string type, string? onlyIssuer) =>
        services.AddOptions<JwtBearerOptions>(scheme).Configure<ServiceKeys, TimeProvider>((options, keys, time) =>
        {
            options.MapInboundClaims = false;
            options.TimeProvider = time;
            options.IncludeErrorDetails = false;
            options.TokenValidationParameters = TokenRules.For(audience, type, onlyIssuer, keys, time);
        });
}
