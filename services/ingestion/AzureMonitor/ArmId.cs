using System.Text.RegularExpressions;

namespace CauseFlow.Ingestion.AzureMonitor;

/// <summary>The id of something in a subscription, lower-cased: ARM compares ids without regard to case.</summary>
public sealed partial record ArmId(string Id, string Subscription)
{
    /// <summary>Longer than ARM lets an id be.</summary>
    private const int MaxLength = 2048;

    /// <summary>Null for anything else, such as a bare name or a workspace's GUID.</summary>
    public static ArmId? TryParse(string? id)
    {
        var match = id is { Length: <= MaxLength } ? Pattern().Match(id.ToLowerInvariant()) : Match.Empty;
        return match.Success ? new ArmId(match.Value, match.Groups[1].Value) : null;
    }

    // Segments hold what ARM lets names hold; never a query, a fragment, white space or an escape.
    [GeneratedRegex(
        @"\A/subscriptions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/[\p{L}\p{N}_.()\-:@$!',~ ]+)*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
