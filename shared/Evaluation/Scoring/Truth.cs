using System.Text.Json;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.Evaluation.Scoring;

/// <summary>
/// What really happened in a case, as its <c>truth.json</c> says, which lies outside the case:
/// {causes:[{resource,aliases,category,changeId}],onset,healthy,forbidden:[]}.
/// </summary>
public sealed record Truth
{
    public required IReadOnlyList<TrueCause> Causes { get; init; }
    public DateTimeOffset? Onset { get; init; }

    /// <summary>True where nothing is wrong.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Categories, resources or signals that must not be named first.</summary>
    public required IReadOnlyList<string> Forbidden { get; init; }

    /// <summary>Kind of fault, as the one who made the case names it; null where nobody does.</summary>
    public string? Family { get; init; }

    /// <summary>True where the family was not there while the rules were made.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>What was laid to mislead.</summary>
    public IReadOnlyList<string> Decoys { get; init; } = [];

    /// <summary>True where what was collected cannot tell, so that only "insufficient" is right.</summary>
    public bool IsUnknowable => !IsHealthy && Causes.Count == 0;

    /// <exception cref="BadInputException">It cannot be understood.</exception>
    public static Truth Read(string path)
    {
        var name = Path.GetFileName(path);
        using var document = JsonFile.Open(Path.GetDirectoryName(Path.GetFullPath(path))!, name) ?? throw new BadInputException(path, "is missing.");
        var root = document.RootElement;
        DateTimeOffset? onset = root.TryGetProperty("onset", out var at) && Timestamps.TryRead(at, out var time) ? time : null;
        return new Truth
        {
            Causes = [.. List(root, "causes").Select(CauseOf)], Onset = onset,
            IsHealthy = root.TryGetProperty("healthy", out var healthy) && healthy.ValueKind == JsonValueKind.True,
            Forbidden = [.. List(root, "forbidden").Select(JsonFile.Text).OfType<string>()],
            Family = JsonFile.Text(root, "family"), IsHeldOut = root.TryGetProperty("heldOut", out var held) && held.ValueKind == JsonValueKind.True,
            Decoys = [.. List(root, "decoys").Select(JsonFile.Text).OfType<string>()],
        };
    }

    private static TrueCause CauseOf(JsonElement element) => new(
        [.. new[] { JsonFile.Text(element, "resource") }.Concat(List(element, "aliases").Select(JsonFile.Text)).OfType<string>()],
        JsonFile.Text(element, "category"), JsonFile.Text(element, "changeId"));

    private static List<JsonElement> List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
}
