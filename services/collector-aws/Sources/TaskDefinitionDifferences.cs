using System.Globalization;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// What differs between two revisions of a task definition. Pure; fields are named as ECS names them. With several
/// containers a field says which: <c>containers.web.image</c>.
/// </summary>
internal static class TaskDefinitionDifferences
{
    public const string RevisionField = "taskDefinition";

    public static IReadOnlyList<Difference> Between(EcsTaskDefinition before, EcsTaskDefinition after, Redactor redactor)
    {
        var several = before.Containers.Count > 1 || after.Containers.Count > 1;
        var names = before.Containers.Concat(after.Containers).Select(container => container.Name).Distinct(StringComparer.Ordinal);
        var containers = names.SelectMany(name => Container(
            several ? $"containers.{name}." : "",
            before.Containers.FirstOrDefault(container => container.Name == name),
            after.Containers.FirstOrDefault(container => container.Name == name)));
        return
        [
            .. Task(before, after).Concat(containers)
                .Where(field => field.Before != field.After)
                .Select(field => new Difference
                {
                    Field = redactor.Redact(field.Name),
                    Before = redactor.RedactOptional(field.Before),
                    After = redactor.RedactOptional(field.After),
                }),
        ];
    }

    private static IEnumerable<Field> Task(EcsTaskDefinition a, EcsTaskDefinition b)
    {
        yield return new("cpu", a.Cpu, b.Cpu);
        yield return new("memory", a.Memory, b.Memory);
        yield return new("taskRoleArn", a.TaskRole, b.TaskRole);
        yield return new("executionRoleArn", a.ExecutionRole, b.ExecutionRole);
        yield return new("networkMode", a.NetworkMode, b.NetworkMode);
    }

    private static IEnumerable<Field> Container(string prefix, EcsContainerDefinition? a, EcsContainerDefinition? b)
    {
        yield return new($"{prefix}image", a?.Image, b?.Image);
        yield return new($"{prefix}cpu", Text(a?.Cpu), Text(b?.Cpu));
        yield return new($"{prefix}memory", Text(a?.Memory), Text(b?.Memory));
        yield return new($"{prefix}memoryReservation", Text(a?.MemoryReservation), Text(b?.MemoryReservation));
        yield return new($"{prefix}essential", a?.IsEssential.ToString(), b?.IsEssential.ToString());
        yield return new($"{prefix}entryPoint", Text(a?.EntryPoint), Text(b?.EntryPoint));
        yield return new($"{prefix}command", Text(a?.Command), Text(b?.Command));
        yield return new($"{prefix}portMappings", Text(a?.Ports), Text(b?.Ports));
        yield return new($"{prefix}healthCheck", a?.HealthCheck, b?.HealthCheck);
        yield return new($"{prefix}logConfiguration.logDriver", a?.LogDriver, b?.LogDriver);
        foreach (var name in Names(a?.LogOptions, b?.LogOptions))
        {
            yield return new(
                $"{prefix}logConfiguration.{name}", a?.LogOptions.GetValueOrDefault(name), b?.LogOptions.GetValueOrDefault(name));
        }

        foreach (var name in Names(a?.Environment, b?.Environment))
        {
            yield return new(
                $"{prefix}env.{name}", a?.Environment.GetValueOrDefault(name)?.ToString(),
                b?.Environment.GetValueOrDefault(name)?.ToString());
        }

        foreach (var name in Names(a?.Secrets, b?.Secrets))
        {
            yield return new($"{prefix}secrets.{name}", a?.Secrets.GetValueOrDefault(name), b?.Secrets.GetValueOrDefault(name));
        }
    }

    private static IEnumerable<string> Names<T>(IReadOnlyDictionary<string, T>? a, IReadOnlyDictionary<string, T>? b) =>
        (a?.Keys ?? []).Union(b?.Keys ?? []).Order(StringComparer.Ordinal);

    /// <summary>Zero and unset are the same to ECS.</summary>
    private static string? Text(int? number) => number is null or 0 ? null : number.Value.ToString(CultureInfo.InvariantCulture);

    private static string? Text(IReadOnlyList<string>? list) => list is null or [] ? null : string.Join(' ', list);

    private sealed record Field(string Name, string? Before, string? After);
}
