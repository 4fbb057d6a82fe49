using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.DependencyInjection;
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
    /// an attempt. This pipeline is the only retry of the call.
    /// </summary>
    public static IHttpClientBuilder AddServiceHttpClient<TClient>(
        this IServiceCollection services, string service, string audience)
        where TClient : class
    {
        var client = services.AddOwnIdentity(service).AddHttpClient<TClient>(NameOf<TClient>(service, audience));
        return client.Prepare(service, audience);
    }

    /// <inheritdoc cref="AddServiceHttpClient{TClient}"/>
    public static IHttpClientBuilder AddServiceHttpClient<TClient, TImplementation>(
        this IServiceCollection services, string service, string audience)
        where TClient : class
        where TImplementation : class, TClient
    {
        var client = services.AddOwnIdentity(service)
            .AddHttpClient<TClient, TImplementation>(NameOf<TClient>(service, audience));
        return client.Prepare(service, audience);
    }

    private static string NameOf<TClient>(string service, string audience) =>
        $"{service} to {audience}: {typeof(TClient).FullName}";

    private static IHttpClientBuilder Prepare(this IHttpClientBuilder client, string service, string audience)
    {
        client.ConfigureHttpClient((provider, http) =>
        {
            http.BaseAddress = ServiceAddresses.InternalUrl(provider, audience);
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        });
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
            new ServiceTokenHandler(provider.GetRequiredService<ServiceTokens>(), service, audience));
        return client;
    }
}
