namespace CauseFlow.Investigations.Incidents;

/// <summary>What the list's <c>q</c> looks through: in lower case, without the long description.</summary>
public static class IncidentSearch
{
    /// <summary>An index row must stay well below PostgreSQL's 2,704 bytes, also in three-byte letters.</summary>
    private const int MaxText = 600;

    public static string TextOf(IncidentRow incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var text = $"{incident.Title} {incident.Id} {incident.Resource?.Name} {incident.Summary}".ToLowerInvariant();
        return text.Length <= MaxText ? text : text[..MaxText];
    }

    public static string? Words(string? query) => string.IsNullOrWhiteSpace(query) ? null : query.Trim().ToLowerInvariant();
}
