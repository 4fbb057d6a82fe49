using System.Globalization;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// What differs between two revisions of a Cloud Run service. Pure. With several containers a field says which:
/// <c>containers.web.image</c>.
/// </summary>
internal static class RevisionDifferences
{
    public static IReadOnlyList<Difference> Between(RunRevision before, RunRevision after, Redactor redactor)
    {
        var several = before.Containers.Count > 1 || after.Containers.Count > 1;
        var names = before.Containers.Concat(after.Containers).Select(container => container.Name).Distinct(StringComparer.Ordinal);
        var containers = several
            ? names.SelectMany(name => Container(
                $"containers.{name}.", before.Containers.FirstOrDefault(container => container.Name == name),
                after.Containers.FirstOrDefault(container => container.Name == name)))
            : Container("", Only(before), Only(after));
        return
        [
            .. Revision(before, after).Concat(containers).Where(field => field.Before != field.After).Select(field => new Difference
            {
                Field = redactor.Redact(field.Name), Before = redactor.RedactOptional(field.Before), After = redactor.RedactOptional(field.After),
            }),
        ];
    }

    private static RunContainer? Only(RunRevision revision) => revision.Containers is [var only, ..] ? only : null;

    private static IEnumerable<Field> Revision(RunRevision a, RunRevision b)
    {
        yield return new("concurrency", Text(a.Concurrency), Text(b.Concurrency));
        yield return new("timeout", a.Timeout?.TrimEnd('s'), b.Timeout?.TrimEnd('s'));
        yield return new("minInstances", Text(a.MinInstances), Text(b.MinInstances));
        yield return new("maxCapacity", Text(a.MaxInstances), Text(b.MaxInstances));
        yield return new("role", a.ServiceAccount, b.ServiceAccount);
        yield return new("vpcConfig", a.VpcConnector, b.VpcConnector);
    }

    private static IEnumerable<Field> Container(string prefix, RunContainer? a, RunContainer? b)
    {
        yield return new($"{prefix}image", a?.Image, b?.Image);
        yield return new($"{prefix}cpu", a?.Limits.GetValueOrDefault("cpu"), b?.Limits.GetValueOrDefault("cpu"));
        yield return new($"{prefix}memory", Mebibytes(a?.Limits.GetValueOrDefault("memory")), Mebibytes(b?.Limits.GetValueOrDefault("memory")));
        yield return new($"{prefix}command", a?.Command, b?.Command);
        yield return new($"{prefix}portMappings", a?.Ports, b?.Ports);
        foreach (var name in Names(a?.Environment, b?.Environment))
        {
            yield return new(
                $"{prefix}env.{name}", a?.Environment.GetValueOrDefault(name)?.ToString(), b?.Environment.GetValueOrDefault(name)?.ToString());
        }

        foreach (var name in Names(a?.Secrets, b?.Secrets))
        {
            yield return new($"{prefix}secrets.{name}", a?.Secrets.GetValueOrDefault(name), b?.Secrets.GetValueOrDefault(name));
        }
    }

    private static IEnumerable<string> Names<T>(IReadOnlyDictionary<string, T>? a, IReadOnlyDictionary<string, T>? b) =>
        (a?.Keys ?? []).Union(b?.Keys ?? []).Order(StringComparer.Ordinal);

    /// <summary>A number in MiB where the suffix is a usual one, so that less can be told from more.</summary>
    private static string? Mebibytes(string? limit) => limit switch
    {
        null => null,
        _ when limit.EndsWith("Mi", StringComparison.Ordinal) => limit[..^2],
        _ when limit.EndsWith("Gi", StringComparison.Ordinal)
            && double.TryParse(limit[..^2], NumberStyles.Float, CultureInfo.InvariantCulture, out var gibibytes) =>
            (gibibytes * 1024).ToString("0.##", CultureInfo.InvariantCulture),
        _ => limit,
    };

    private static string? Text(int? number) => number is null or 0 ? null : number.Value.ToString(CultureInfo.InvariantCulture);

    private sealed record Field(string Name, string? Before, string? After);
}
