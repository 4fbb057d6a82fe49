using CauseFlow.Dashboard.SignIn;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.Api;

internal static class ApiRegistration
{
    public static void AddApiClient(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ApiAddress>();
        services.AddScoped<CallerCredential>();
        services.AddScoped<CauseFlowApi>();
        services.AddHttpClient(CauseFlowApi.ClientName, (provider, client) =>
        {
            var options = provider.GetRequiredService<IOptions<DashboardOptions>>().Value;
            client.Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds);
            client.MaxResponseContentBufferSize = options.MaxAnswerBytes;
        }).ConfigurePrimaryHttpMessageHandler(() => InternalTls.CreateHandler(configuration));

        // What is read while it comes has no end that could be waited for; whoever opened it closes it.
        services.AddHttpClient(CauseFlowApi.StreamClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => InternalTls.CreateHandler(configuration));
    }
}
