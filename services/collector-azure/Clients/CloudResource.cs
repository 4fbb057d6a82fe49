using System.Text.Json;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>A resource of any kind.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">The vendor's own word, such as <c>functionapp,linux</c>; null for none.</param>
/// <param name="Location">Region as Azure writes it.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Properties">What its type has; null where it was not read.</param>
internal sealed record CloudResource(
    AzureId Id, string? Kind, string? Location, IReadOnlyDictionary<string, string> Tags, JsonElement? Properties)
{
    /// <summary>Null where the JSON has no id that is one.</summary>
    public static CloudResource? Of(JsonElement json) => AzureId.Parse(json.Text("id")) is not { } id ? null
        : new CloudResource(id, json.Text("kind"), json.Text("location"), json.Pairs("tags"), json.At("properties"));

    /// <summary>A resource of which only the id is known.</summary>
    public static CloudResource Of(AzureId id) => new(id, null, null, new Dictionary<string, string>(), null);
}
