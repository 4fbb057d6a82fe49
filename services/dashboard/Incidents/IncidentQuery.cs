using System.Text;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>What the list is asked for; it stands in the address, so that it can be shared and kept.</summary>
public sealed record IncidentQuery(string? Status, string? Severity, string? Source, string? Search, string? Sort)
{
    public const int PageSize = 50;

    public bool IsFiltered => Status is not null || Severity is not null || Source is not null || Search is not null;

    public string ToApiPath(string? cursor) => Append("v1/incidents", ("limit", PageSize.ToString()), ("status", Status),
        ("severity", Severity), ("source", Source), ("q", Search), ("sort", Sort), ("cursor", cursor));

    public string ToPagePath() => Append("/incidents",
        ("status", Status), ("severity", Severity), ("source", Source), ("q", Search), ("sort", Sort));

    private static string Append(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return text.ToString();
    }
}
