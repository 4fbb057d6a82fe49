using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>Makes the state of a resource; everything that comes from Azure is redacted here.</summary>
internal static class AzureState
{
    private const int MaxConditions = 20;

    public static ResourceState Of(
        CollectionContext context, ResourceRef resource, ResourceStatus status, string native,
            IEnumerable<ResourceCondition> conditions,
        IEnumerable<KeyValuePair<string, string?>> attributes, string api) => new()
        {
            EvidenceId = context.Ids.For("state", api, resource.Id),
            Resource = resource,
            Status = status,
            NativeStatus = context.Redactor.Redact(native),
            Conditions = [.. conditions.Take(MaxConditions).Select(condition => condition with
            {
                Type = context.Redactor.Redact(condition.Type),
                Reason = context.Redactor.RedactOptional(condition.Reason),
                Message = context.Redactor.RedactOptional(condition.Message),
            })],
            Attributes = attributes.Where(pair => !string.IsNullOrEmpty(pair.Value)).DistinctBy(pair => pair.Key)
                .ToDictionary(pair => pair.Key, pair => context.Redactor.Redact(pair.Value!)),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = api,
                Parameters = new Dictionary<string, string> { ["resourceId"] = resource.Id },
                ConsoleLink = ConsoleLinks.Resource(resource.Id),
            },
        };
}
