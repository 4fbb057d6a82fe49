using CauseFlow.Dashboard.SignIn;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.Api;

internal static class ApiRegistration
{
    /// <summary>What a cloud may take for its own answers, on top of the API's time.</summary>
    private static readonly TimeSpan CloudTime = TimeSpan.FromSeconds(45);

    public static void AddApiClient(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ApiAddress>();
        services.AddScoped<CallerCredential>();
        services.AddScoped<PersonAddress>();
        services.AddScoped<CauseFlowApi>();
        services.AddHttpClient(CauseFlowApi.ClientName, (provider, client) => Limit(client, provider, TimeSpan.Zero))
            .ConfigurePrimaryHttpMessageHandler(() => InternalTls.CreateHandler(configuration));
        services.AddHttpClient(CauseFlowApi.PatientClientName, (provider, client) => Limit(client, provider, CloudTime))
            .ConfigurePrimaryHttpMessageHandler(() => InternalTls.CreateHandler(configuration));

        // What is read while it comes has no end that could be waited for; whoever opened it closes it.
        services.AddHttpClient(CauseFlowApi.StreamClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => InternalTls.CreateHandler(configuration));
    }

    private static void Limit(HttpClient client, IServiceProvider provider, TimeSpan more)
    {
        var options = provider.GetRequiredService<IOptions<DashboardOptions>>().Value;
        client.Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds) + more;
        client.MaxResponseContentBufferSize = options.MaxAnswerBytes;
    }
}
