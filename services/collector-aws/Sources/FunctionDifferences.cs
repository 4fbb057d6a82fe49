using System.Globalization;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>What differs between two versions of a function. Pure; fields are named as AWS names them.</summary>
internal static class FunctionDifferences
{
    public const string CodeField = "CodeSha256";

    public static IReadOnlyList<Difference> Between(
        FunctionConfiguration before, FunctionConfiguration after, Redactor redactor)
    {
        var differences = new List<Difference>();
        foreach (var (field, old, @new) in Fields(before, after))
        {
            if (old != @new)
            {
                differences.Add(new Difference
                {
                    Field = field, Before = redactor.RedactOptional(old), After = redactor.RedactOptional(@new),
                });
            }
        }

        differences.AddRange(Environment(before, after, redactor));
        return differences;
    }

    private static IEnumerable<(string Field, string? Before, string? After)> Fields(
        FunctionConfiguration a, FunctionConfiguration b)
    {
        yield return (CodeField, a.CodeSha256, b.CodeSha256);
        yield return ("MemorySize", Text(a.MemorySizeMegabytes), Text(b.MemorySizeMegabytes));
        yield return ("Timeout", Text(a.TimeoutSeconds), Text(b.TimeoutSeconds));
        yield return ("Runtime", a.Runtime, b.Runtime);
        yield return ("Handler", a.Handler, b.Handler);
        yield return ("Role", a.Role, b.Role);
        yield return ("PackageType", a.PackageType, b.PackageType);
        yield return ("Architectures", Text(a.Architectures), Text(b.Architectures));
        yield return ("EphemeralStorage", Text(a.EphemeralStorageMegabytes), Text(b.EphemeralStorageMegabytes));
        yield return ("Layers", Text(a.Layers), Text(b.Layers));
        yield return ("SubnetIds", Text(a.Subnets), Text(b.Subnets));
        yield return ("SecurityGroupIds", Text(a.SecurityGroups), Text(b.SecurityGroups));
        yield return ("LogGroup", a.LogGroup, b.LogGroup);
    }

    private static IEnumerable<Difference> Environment(
        FunctionConfiguration before, FunctionConfiguration after, Redactor redactor)
    {
        foreach (var name in before.Environment.Keys.Union(after.Environment.Keys).Order(StringComparer.Ordinal))
        {
            var old = before.Environment.GetValueOrDefault(name);
            var @new = after.Environment.GetValueOrDefault(name);
            if (old != @new)
            {
                yield return new Difference
                {
                    Field = $"Environment.{redactor.Redact(name)}", Before = old?.ToString(), After = @new?.ToString(),
                };
            }
        }
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(IReadOnlyList<string> list) =>
        list.Count == 0 ? null : string.Join(", ", list.Order(StringComparer.Ordinal));
}
