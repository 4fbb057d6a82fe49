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

    public static Dictionary<string, string?> ForGateway(
        AllInOneOptions options, KeyFolder keys, Uri apiUrl, Uri internalUrl) => new(ForBoth(options, keys))
    {
        ["Listen:Api"] = options.Listen.Public,
        ["Listen:Internal"] = "http://127.0.0.1:0",
        ["Services:ingestion:ApiUrl"] = apiUrl.ToString(),
        ["Services:credential-broker:ApiUrl"] = apiUrl.ToString(),
        ["Services:investigations:ApiUrl"] = apiUrl.ToString(),
        ["Services:ingestion:InternalUrl"] = internalUrl.ToString(),
        ["Services:credential-broker:InternalUrl"] = internalUrl.ToString(),
        ["Services:investigations:InternalUrl"] = internalUrl.ToString(),
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
