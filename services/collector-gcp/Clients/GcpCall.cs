using System.Text.Json.Nodes;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>One call of a REST API of Google's.</summary>
/// <param name="Api">The API.</param>
/// <param name="Permission">The IAM permission that it needs; budgets count by it.</param>
/// <param name="Project">The project that it reads.</param>
/// <param name="Path">Encoded path and query.</param>
/// <param name="Body">JSON to post; null for a GET.</param>
internal sealed record GcpCall(GcpApi Api, string Permission, string Project, string Path, JsonObject? Body = null);
