using CauseFlow.Investigations.Notifications.Channels;
using CauseFlow.Investigations.Notifications.Deliveries;
using CauseFlow.Investigations.Notifications.Settings;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Investigations.Notifications;

internal static class NotificationRegistration
{
    // { "Notifications": { "PublicUrl": "https://causeflow.example.com", "PollMilliseconds": 1000, "TimeoutSeconds": 10, "Batch": 20,
    //                      "FirstPauseSeconds": 15, "MaxHours": 6, "RetentionDays": 30,
    //                      "PagerDutyUrl": "https://events.pagerduty.com/v2/enqueue", "AllowedNetworks": [ "10.20.0.0/16" ],
    //                      "AllowPlainHttp": false, "ProxyResolvesNames": false },
    //   "Secrets": { "KeyFolder": "/var/lib/causeflow-keys/secrets", "CreateMissing": false } }

    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NotificationOptions>().Bind(configuration.GetSection("Notifications")).ValidateDataAnnotations()
            .Validate(options => options.IsValid, "Notifications:AllowedNetworks are networks such as 10.20.0.0/16, and "
                + "Notifications:PublicUrl is an address such as https://causeflow.example.com.")
            .ValidateOnStart();
        services.AddSecrets(configuration);
        services.AddSingleton<ChannelSecrets>();
        services.AddSingleton<ISecretStore>(provider => provider.GetRequiredService<ChannelSecrets>());
        services.AddSingleton<ChannelAddresses>();
        services.AddSingleton<ChannelRequests>();
        services.AddSingleton<IChannelHttp, ChannelHttp>();
        services.AddSingleton<NotificationAttempt>();
        services.AddSingleton<NotificationQueue>();
        services.AddSingleton<ChannelReader>();
        services.AddScoped<NotificationSettingsDesk>();
        services.AddScoped<ContentWriter>();
        services.AddScoped<NotificationPlanner>();
        services.AddScoped<ChannelTest>();
        services.AddHostedService<NotificationSender>();
        services.AddHostedService<NotificationRetention>();
        return services;
    }

    public static void MapNotifications(this IEndpointRouteBuilder endpoints)
    {
        var admins = endpoints.MapApi(InvestigationsRegistration.Service).RequireRoles(Roles.Admin);
        admins.MapNotificationSettings();
        admins.MapNotificationDeliveries();
    }
}
