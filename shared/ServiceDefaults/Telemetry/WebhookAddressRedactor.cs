using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;

namespace CauseFlow.ServiceDefaults.Telemetry;

/// <summary>A webhook's address ends in its route key, so spans carry the address without it.</summary>
internal sealed partial class WebhookAddressRedactor : BaseProcessor<Activity>
{
    private static readonly string[] AddressTags = ["url.path", "url.full", "http.url", "http.target"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in AddressTags)
        {
            if (data.GetTagItem(tag) is string address && WebhookAddress().IsMatch(address))
            {
                data.SetTag(tag, Redact(address));
            }
        }

        if (WebhookAddress().IsMatch(data.DisplayName))
        {
            data.DisplayName = Redact(data.DisplayName);
        }
    }

    // A route template keeps its braces: it holds names, not keys.
    private static string Redact(string address) => WebhookAddress().Replace(address, "$1[redacted]");

    [GeneratedRegex("(/v1/webhooks/[^/{]+/[^/{]+/)[^/{?#]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex WebhookAddress();
}
