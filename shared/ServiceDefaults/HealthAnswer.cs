using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CauseFlow.ServiceDefaults;

/// <summary>
/// <c>{"status":"healthy","checks":[{"name":"store","status":"healthy"}]}</c>. Descriptions and exceptions stay out:
/// they may name hosts and users of a database.
/// </summary>
public sealed record HealthAnswer(string Status, IReadOnlyList<HealthAnswer.Check> Checks)
{
    public sealed record Check(string Name, string Status);

    public static HealthAnswer From(HealthReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new(Word(report.Status), [.. report.Entries.Select(entry => new Check(entry.Key, Word(entry.Value.Status)))]);
    }

    internal static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(From(report));

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
