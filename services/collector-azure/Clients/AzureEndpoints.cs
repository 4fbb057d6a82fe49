using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// Where Resource Manager and Log Analytics answer, always https: a token never leaves over plain http. Operator
/// configuration only; nothing that a message or a cloud says reaches this class.
/// </summary>
internal sealed class AzureEndpoints(IConfiguration configuration)
{
    /// <summary>Address of Resource Manager.</summary>
    public Uri Management => Of("AZURE_RESOURCE_MANAGER_ENDPOINT", "https://management.azure.com/");

    /// <summary>Address of Log Analytics' queries.</summary>
    public Uri LogAnalytics => Of("AZURE_LOG_ANALYTICS_ENDPOINT", "https://api.loganalytics.io/");

    /// <summary>PEM files of roots that are trusted beside the machine's own.</summary>
    public IReadOnlyList<string> ExtraRoots => configuration["AZURE_EXTRA_ROOTS"] is { Length: > 0 } file ? [file] : [];

    private Uri Of(string key, string standard)
    {
        var given = configuration[key];
        if (string.IsNullOrWhiteSpace(given))
        {
            return new Uri(standard);
        }

        return Uri.TryCreate(given, UriKind.Absolute, out var uri) && uri.Scheme == "https"
            ? new Uri(uri.GetLeftPart(UriPartial.Authority))
            : throw new PermanentCollectionException(
                RefusalReason.InvalidInput, $"{key} is not an https address.", "Correct the collector's configuration.");
    }
}
