using CauseFlow.ServiceDefaults.Listening;
using CauseFlow.Storage;

namespace CauseFlow.AllInOne;

/// <summary>The configuration that one folder implies for every service. It wins over other sources: there is one data folder and one key folder.</summary>
internal static class AllInOneConfiguration
{
    public static Dictionary<string, string?> ForServices(AllInOneOptions options, KeyFolder keys) => new(ForBoth(options, keys))
    {
        ["Listen:Api"] = "http://127.0.0.1:0",
        ["Listen:Internal"] = "http://127.0.0.1:0",
        ["Secrets:KeyFolder"] = Path.Combine(keys.Path, "secrets"),
        ["Secrets:CreateMissing"] = keys.IsFirstStart.ToString(),
        ["Broker:KeyFolder"] = Path.Combine(keys.Path, "broker"),
        ["Broker:CreateMissingKeys"] = keys.IsFirstStart.ToString(),
        ["Ingestion:RouteKeyMasterFile"] = Path.Combine(keys.Path, "ingestion", "route-keys.key"),
        ["Ingestion:CreateMissingKeys"] = keys.IsFirstStart.ToString(),
    };

    /// <summary>A port of its own on loopback, which only the gateway leads to.</summary>
    public static Dictionary<string, string?> ForDashboard(KeyFolder keys) => new()
    {
        ["Listen:Api"] = "http://127.0.0.1:0",
        ["Listen:Internal"] = "http://127.0.0.1:0",
        ["Secrets:KeyFolder"] = Path.Combine(keys.Path, "dashboard"),

        // Nothing is lost with these keys but that people sign in again; and data of a release before has none.
        ["Secrets:CreateMissing"] = bool.TrueString,
    };

    public static Dictionary<string, string?> ForGateway(
        AllInOneOptions options, KeyFolder keys, HostAddresses services, HostAddresses dashboard) => new(ForBoth(options, keys))
    {
        ["Listen:Api"] = options.Listen.Public,
        ["Services:dashboard:ApiUrl"] = dashboard.ApiUrl.ToString(),
        ["Services:dashboard:InternalUrl"] = dashboard.InternalUrl.ToString(),
        ["Listen:Internal"] = "http://127.0.0.1:0",
        ["Services:ingestion:ApiUrl"] = services.ApiUrl.ToString(),
        ["Services:credential-broker:ApiUrl"] = services.ApiUrl.ToString(),
        ["Services:investigations:ApiUrl"] = services.ApiUrl.ToString(),
        ["Services:ingestion:InternalUrl"] = services.InternalUrl.ToString(),
        ["Services:credential-broker:InternalUrl"] = services.InternalUrl.ToString(),
        ["Services:investigations:InternalUrl"] = services.InternalUrl.ToString(),
    };

    private static Dictionary<string, string?> ForBoth(AllInOneOptions options, KeyFolder keys) => new()
    {
        ["Storage:DataFolder"] = options.Data,

        // One process has nobody to race with, and nobody else to migrate for it.
        ["Storage:Migrate"] = nameof(StoreMigration.OnStart),
        ["Identity:KeyFolder"] = Path.Combine(keys.Path, "identity"),
        ["Identity:CreateMissing"] = keys.IsFirstStart.ToString(),
    };
}
