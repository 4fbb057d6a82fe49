using System.Text.Json.Nodes;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>One call: an action of a service, with a body (JSON and query protocols) or a path and query (REST).</summary>
/// <param name="Service">The service.</param>
/// <param name="Permission">The IAM action, such as <c>logs:StartQuery</c>; budgets count by it.</param>
/// <param name="Body">Body of the JSON protocols.</param>
/// <param name="Path">Encoded path and query of REST.</param>
/// <param name="StartsWork">
/// True where an attempt whose answer was lost may have taken effect and costs money: then only refusals are repeated.
/// </param>
internal sealed record AwsCall(
    AwsService Service, string Permission, JsonObject? Body = null, string Path = "/", bool StartsWork = false)
{
    /// <summary>
    /// Encoded parameters of the query protocol beside Action and Version, or a body as it stands; null for a REST GET.
    /// </summary>
    public string? Content { get; init; }

    /// <summary>The operation's name; mostly the IAM action's.</summary>
    public string Operation { get; init; } = Permission[(Permission.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Further headers of the request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What is sent; null for a GET.</summary>
    public string? Payload => Service.Protocol switch
    {
        AwsProtocol.Query => $"Action={Operation}&Version={Service.Model}{(string.IsNullOrEmpty(Content) ? "" : "&" + Content)}",
        AwsProtocol.Rest => Content,
        _ => Body?.ToJsonString() ?? Content ?? "{}",
    };
}
