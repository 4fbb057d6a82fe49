using System.Text.Json.Nodes;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>CloudTrail's event history in awsJson1.1.</summary>
internal sealed class CloudTrailClient(AwsHttp http)
{
    public const string Api = "cloudtrail:LookupEvents";

    /// <summary>As many as one page holds.</summary>
    public const int PageSize = 50;

    /// <summary>One page; CloudTrail takes one attribute, and gives the newest first.</summary>
    /// <param name="key">ReadOnly or ResourceName.</param>
    /// <param name="value">Value of the attribute.</param>
    /// <param name="from">Earliest time.</param>
    /// <param name="to">Latest time.</param>
    /// <param name="token">Of the page before; null for the first.</param>
    /// <param name="calls">Every attempt takes one call from it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<TrailPage> LookupEventsAsync(
        string key, string value, DateTimeOffset from, DateTimeOffset to, string? token, CallMeter calls,
        CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["LookupAttributes"] = new JsonArray(new JsonObject { ["AttributeKey"] = key, ["AttributeValue"] = value }),
            ["StartTime"] = from.ToUnixTimeSeconds(), ["EndTime"] = to.ToUnixTimeSeconds(), ["MaxResults"] = PageSize,
        };
        if (token is not null)
        {
            body["NextToken"] = token;
        }

        using var answer = await http.SendAsync(new AwsCall(AwsService.CloudTrail, Api, body), calls, cancellationToken);
        var items = answer.RootElement.Items("Events").ToList();
        var events = items.Select(TrailReader.Event).OfType<TrailEvent>().ToList();
        return new TrailPage(
            events, answer.RootElement.Text("NextToken") is { Length: > 0 } next ? next : null, items.Count - events.Count);
    }
}
