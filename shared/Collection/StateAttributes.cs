namespace CauseFlow.Collection;

/// <summary>Attributes of a state, as evidence holds them.</summary>
public static class StateAttributes
{
    /// <summary>Redacted; what is missing or empty is left out.</summary>
    public static Dictionary<string, string> Of(CollectionContext context, IEnumerable<KeyValuePair<string, string?>> read)
    {
        ArgumentNullException.ThrowIfNull(context);
        return read.Where(pair => !string.IsNullOrEmpty(pair.Value))
            .ToDictionary(pair => pair.Key, pair => context.Redactor.Redact(pair.Value!));
    }
}
