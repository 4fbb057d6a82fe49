using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>What a listing gave.</summary>
/// <param name="Items">Objects of the listed member, of all pages, detached from their answers.</param>
/// <param name="IsComplete">False where the bound of pages or a looping token ended it.</param>
/// <param name="Missing">What the cloud itself says that it could not read: zones, regions, locations.</param>
internal sealed record GcpPages<T>(IReadOnlyList<T> Items, bool IsComplete, IReadOnlyList<string> Missing)
{
    /// <summary>What a later page was refused with; the pages before it are here.</summary>
    public CollectionException? Failure { get; init; }

    /// <summary>One sentence for coverage; null where nothing is missing.</summary>
    public string? Gap => (IsComplete, Missing.Count) switch
    {
        _ when Failure is not null => $"A later page was not answered: {Failure.Message}",
        (false, _) => "There are more pages than the bound, or a page's token leads to itself: not everything was listed.",
        (_, > 0) => $"Google could not read {string.Join(", ", Missing.Take(5))}{(Missing.Count > 5 ? $" and {Missing.Count - 5} more" : "")}: what is there is missing.",
        _ => null,
    };
}

/// <summary>Follows page tokens; the address stays ours, so that an answer can never send the token anywhere.</summary>
internal static class GcpPaging
{
    /// <param name="http">The client.</param>
    /// <param name="call">The call without a page token, its query begun.</param>
    /// <param name="items">Objects of one page.</param>
    /// <param name="missing">What a page says it could not read.</param>
    /// <param name="maxPages">Bound; a page without items counts as one.</param>
    /// <param name="calls">Meter.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="knative">True for the one API that lists as Kubernetes does: its token is <c>metadata.continue</c>.</param>
    public static async Task<GcpPages<T>> ListAsync<T>(
        GcpHttp http, GcpCall call, Func<JsonElement, IEnumerable<T>> items, Func<JsonElement, IEnumerable<string>> missing, int maxPages,
        CallMeter calls, CancellationToken cancellationToken, bool knative = false)
    {
        var (found, gaps, seen) = (new List<T>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        string? token = null;
        for (var page = 0; page < maxPages; page++)
        {
            var path = token is null ? call.Path : $"{call.Path}{(call.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{(knative ? "continue" : "pageToken")}={Uri.EscapeDataString(token)}";
            JsonDocument answered;
            try
            {
                answered = await http.SendAsync(call with { Path = path }, calls, cancellationToken);
            }
            catch (CollectionException e) when (page > 0)
            {
                return new GcpPages<T>(found, false, [.. gaps.Distinct(StringComparer.Ordinal)]) { Failure = e };
            }

            using var answer = answered;
            found.AddRange(items(answer.RootElement));
            gaps.AddRange(missing(answer.RootElement));
            token = knative ? answer.RootElement.Text("metadata", "continue") : answer.RootElement.Text("nextPageToken");
            if (string.IsNullOrEmpty(token))
            {
                return new GcpPages<T>(found, true, [.. gaps.Distinct(StringComparer.Ordinal)]);
            }

            if (!seen.Add(token))
            {
                break;
            }
        }

        return new GcpPages<T>(found, false, [.. gaps.Distinct(StringComparer.Ordinal)]);
    }
}
