using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests.Observability;

/// <summary>deploy/observability/rules.yaml.</summary>
internal static class Rules
{
    public const string File = "deploy/observability/rules.yaml";

    private static readonly IReadOnlyList<JsonNode> All = [.. Resource.Items(Rendered.Parse(Repository.Read(File)).Single().Json["groups"])
        .SelectMany(group => Resource.Items(group["rules"]))];

    public static IReadOnlyList<(string Name, string Runbook)> Alerts { get; } = [.. All.Where(rule => rule["alert"] is not null)
        .Select(rule => ((string)rule["alert"]!, (string?)rule["annotations"]?["runbook_url"] ?? ""))];

    public static IReadOnlyList<string> Recorded { get; } = [.. All.Select(rule => (string?)rule["record"]).OfType<string>()];

    public static IReadOnlyList<string> Queries { get; } = [.. All.Select(rule => (string)rule["expr"]!)];
}
