using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace CauseFlow.ServiceDefaults.ServiceCalls;

public static class ServiceCallRegistration
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    // { "Services": { "credential-broker": { "InternalUrl": "https://credential-broker:8443" } } }

    /// <summary>
    /// A typed client for another service's internal port: its address from configuration, a fresh token of
    /// <paramref name="service"/> on each attempt, three attempts on transient failures and 5xx with jittered waits, 10 s
    /// an attempt. Nothing else retries the call within seconds. The client is a keyed service with the caller's name as
    /// key, <c>[FromKeyedServices("collector-aws")] BrokerClient broker</c>: of two services in one container that use the
    /// same class, neither may get the client that shows the other's identity.
    /// </summary>
    public static IHttpClientBuilder AddServiceHttpClient<TClient>(
        this IServiceCollection services, string service, string audience)
        where TClient : class
    {
        var name = $"{service} to {audience}: {typeof(TClient).FullName}";
        services.AddKeyedTransient(service, (provider, _) => provider.GetRequiredService<ITypedHttpClientFactory<TClient>>()
            .CreateClient(provider.GetRequiredService<IHttpClientFactory>().CreateClient(name)));
        return services.AddOwnIdentity(service).AddHttpClient(name).Prepare(service, audience);
    }

    private static IHttpClientBuilder Prepare(this IHttpClientBuilder client, string service, string audience)
    {
        client.ConfigureHttpClient((provider, http) =>
        {
            http.BaseAddress = ServiceAddresses.InternalUrl(provider, audience);
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.ConfigurePrimaryHttpMessageHandler(
            provider => InternalTls.CreateHandler(provider.GetRequiredService<IConfiguration>()));
        client.AddResilienceHandler("service-call", pipeline =>
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(2),
                UseJitter = true,
                ShouldRetryAfterHeader = false,
            });
            pipeline.AddTimeout(AttemptTimeout);
        });
        client.AddHttpMessageHandler(provider =>
            new ServiceTokenHandler(
                provider.GetRequiredService<ServiceTokens>(), provider.GetRequiredService<ProjectedTokens>(), service, audience));
        return client;
    }
}
