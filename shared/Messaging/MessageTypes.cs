using CauseFlow.Contracts;

namespace CauseFlow.Messaging;

/// <summary>The contracts by the name that outbox rows keep.</summary>
internal static class MessageTypes
{
    private static readonly Dictionary<string, Type> ByName = typeof(ITenantMessage).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ITenantMessage)))
        .ToDictionary(type => type.FullName!, StringComparer.Ordinal);

    public static Type? TryFind(string name) => ByName.GetValueOrDefault(name);

    public static Type Find(string name) => TryFind(name)
        ?? throw new PermanentMessageException($"The outbox holds a message of the unknown type '{name}'.");
}
