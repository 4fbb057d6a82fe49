using CauseFlow.ServiceDefaults.ServiceCalls;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.ServiceDefaults.Audit;

public static class AuditRegistration
{
    private const string Broker = "credential-broker";

    // { "Services": { "credential-broker": { "InternalUrl": "https://credential-broker:8443" } } }

    /// <summary>
    /// The audit trail as <paramref name="service"/> writes it, under that service's identity:
    /// <c>[FromKeyedServices("ingestion")] AuditTrail audit</c>. The broker takes records of gateway, ingestion and
    /// investigations.
    /// </summary>
    public static IServiceCollection AddAuditTrail(this IServiceCollection services, string service)
    {
        services.AddServiceHttpClient<AuditTrail>(service, Broker);
        return services;
    }
}
