using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>The state of a function with the attributes that are allowed to leave the collector.</summary>
internal static class FunctionState
{
    public static ResourceState Of(
        CollectionContext context, ResourceRef function, FunctionConfiguration configuration,
        IReadOnlyList<FunctionAlias>? aliases, int? reservedConcurrency)
    {
        var (status, native) = Status(configuration);
        return new ResourceState
        {
            EvidenceId = context.Ids.For("state", function.Id),
            Resource = function,
            Status = status,
            NativeStatus = context.Redactor.Redact(native),
            Conditions = Conditions(context, configuration),
            Attributes = StateAttributes.Of(context, Attributes(configuration, aliases, reservedConcurrency)),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = "lambda:GetFunctionConfiguration",
                Parameters = new Dictionary<string, string> { ["functionName"] = function.Name },
                ConsoleLink = ConsoleLinks.Function(context.Region, function.Name),
            },
        };
    }

    private static (ResourceStatus Status, string Native) Status(FunctionConfiguration configuration)
    {
        var state = configuration.State ?? "Unknown";
        var update = configuration.LastUpdateStatus ?? "Unknown";
        var status = (state, update) switch
        {
            ("Failed", _) => ResourceStatus.Failed,
            (_, "Failed") => ResourceStatus.Degraded,
            ("Inactive", _) => ResourceStatus.Stopped,
            ("Active", _) => ResourceStatus.Healthy,
            _ => ResourceStatus.Unknown,
        };
        return (status, $"{state}, last update {update}");
    }

    private static List<ResourceCondition> Conditions(CollectionContext context, FunctionConfiguration configuration)
    {
        var conditions = new List<ResourceCondition>();
        if (configuration.StateReason is { } reason)
        {
            conditions.Add(new ResourceCondition
            {
                Type = "State", Reason = configuration.State, Message = context.Redactor.Redact(reason),
            });
        }

        if (configuration.LastUpdateStatusReason is { } update)
        {
            conditions.Add(new ResourceCondition
            {
                Type = "LastUpdateStatus", Reason = configuration.LastUpdateStatus,
                Message = context.Redactor.Redact(update), Since = configuration.LastModified,
            });
        }

        return conditions;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Attributes(
        FunctionConfiguration c, IReadOnlyList<FunctionAlias>? aliases, int? reservedConcurrency)
    {
        yield return new("MemorySize", Text(c.MemorySizeMegabytes));
        yield return new("Timeout", Text(c.TimeoutSeconds));
        yield return new("Runtime", c.Runtime);
        yield return new("Handler", c.Handler);
        yield return new("Version", c.Version);
        yield return new("CodeSha256", c.CodeSha256);
        yield return new("LastModified", c.LastModified?.ToString("O", CultureInfo.InvariantCulture));
        yield return new("Role", c.Role);
        yield return new("PackageType", c.PackageType);
        yield return new("Architectures", string.Join(", ", c.Architectures));
        yield return new("EphemeralStorage", Text(c.EphemeralStorageMegabytes));
        yield return new("Layers", string.Join(", ", c.Layers));
        yield return new("SubnetIds", string.Join(", ", c.Subnets));
        yield return new("SecurityGroupIds", string.Join(", ", c.SecurityGroups));
        yield return new("LogGroup", c.LogGroup);
        yield return new("EnvironmentNames", string.Join(", ", c.Environment.Keys.Order(StringComparer.Ordinal)));
        yield return new("Aliases", string.Join(", ", (aliases ?? []).Take(50).Select(a => $"{a.Name} = {a.Version}")));
        yield return new("ReservedConcurrentExecutions", Text(reservedConcurrency));
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
