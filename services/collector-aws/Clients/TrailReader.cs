using System.Text.Json;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// Reads CloudTrail's entries. The record itself is JSON inside a text; of its request only what <see cref="TrailParameters"/>
/// names leaves this class.
/// </summary>
internal static class TrailReader
{
    private const int MaxRecord = 262_144;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Null for an entry that does not say what was done, of which service or when.</summary>
    public static TrailEvent? Event(JsonElement entry)
    {
        try
        {
            return Read(entry);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is JSON and yet no text.
            return null;
        }
    }

    private static TrailEvent? Read(JsonElement entry)
    {
        if (entry.Text("EventId") is not { Length: > 0 } id || entry.Text("EventName") is not { Length: > 0 } name
            || entry.Text("EventSource") is not { Length: > 0 } source || entry.Epoch("EventTime") is not { } time)
        {
            return null;
        }

        using var record = Record(entry.Text("CloudTrailEvent"));
        var root = record?.RootElement ?? default;
        var request = root.Member("requestParameters") ?? default;
        return new TrailEvent
        {
            Id = id,
            Name = name,
            Source = source,
            Time = time,
            Identity = Identity(root.Member("userIdentity") ?? default, entry.Text("Username")),
            ErrorCode = root.Text("errorCode"),
            Subjects =
            [
                .. TrailParameters.Subjects(source, request),
                .. entry.Items("Resources").Select(Listed).OfType<TrailSubject>(),
            ],
            Asked = TrailParameters.Asked(name, request),
        };
    }

    private static JsonDocument? Record(string? text)
    {
        try
        {
            return text is { Length: > 0 and <= MaxRecord } ? JsonDocument.Parse(text, Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TrailSubject? Listed(JsonElement resource) =>
        resource.Text("ResourceName") is { Length: > 0 } name && TrailParameters.KindOf(resource.Text("ResourceType")) is { } kind
            ? new TrailSubject(kind, TrailParameters.Key(kind, name)) : null;

    private static TrailIdentity Identity(JsonElement identity, string? userName)
    {
        if (identity.Text("type") == "AssumedRole")
        {
            // arn:aws:sts::123456789012:assumed-role/role/session
            return identity.Text("arn")?.Split('/') is [_, var role, .. var session] && session.Length > 0
                ? new TrailIdentity(role, string.Join('/', session))
                : new TrailIdentity(identity.Member("sessionContext")?.Member("sessionIssuer")?.Text("userName"), userName);
        }

        return new TrailIdentity(
            null, identity.Text("userName") ?? identity.Text("invokedBy") ?? (identity.Text("type") == "Root" ? "root" : userName));
    }
}
