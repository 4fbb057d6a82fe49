using CauseFlow.CollectorAws.Clients;

namespace CauseFlow.CollectorAws.Probes;

/// <summary>
/// The cheapest call that tells whether a permission is held: it names things that do not exist, asks for one row, or is a
/// dry run. Permission is checked before existence, so that "not found" means held.
/// </summary>
/// <param name="Permission">The IAM action.</param>
/// <param name="Content">JSON body, or form parameters of the query protocol; empty for a REST GET.</param>
/// <param name="Path">Path and query of REST.</param>
/// <param name="IsPost">Whether a REST call is a POST.</param>
/// <param name="Operation">The operation's name where it differs from the IAM action's.</param>
internal sealed record AwsProbe(
    string Permission, string Content = "", string Path = "/", bool IsPost = false, string? Operation = null)
{
    /// <summary>A name that nobody has, in a form that every service takes.</summary>
    public const string Nothing = "causeflow-probe-no-such-thing";

    /// <summary>The call that the probe is.</summary>
    public AwsCall Call
    {
        get
        {
            var service = AwsService.Of(Permission);
            var call = new AwsCall(service, Permission, Path: Path)
            {
                Content = service.Protocol == AwsProtocol.Rest && !IsPost ? null : Content, Headers = Headers,
            };
            return Operation is null ? call : call with { Operation = Operation };
        }
    }

    /// <summary>Further headers of the request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
