using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>An authenticated call: what it asks, whether it may, and which faults apply to it.</summary>
internal sealed record GoogleCall(GoogleRequest Request, ScenarioGoogle Project, string Operation, Switch Switch, Func<string, bool> Holds)
{
    /// <summary>Throws the denial that Google would send unless the caller may do this.</summary>
    public void Require(string permission, string resource)
    {
        if (Switch.Deny || !Holds(permission))
        {
            throw GoogleErrors.Denied(permission, resource);
        }
    }

    /// <summary>
    /// One page of a listing, with its token when there is more. Without items the member is left out, as Google does. Faults:
    /// empty pages that have a token, and a token that leads to the same page for ever.
    /// </summary>
    public JsonObject Page(string member, IReadOnlyList<JsonNode> items, int size, string? token)
    {
        var empty = Math.Max(0, Switch.EmptyPages);
        var at = PageToken.Read(Operation, token) ?? throw GoogleErrors.Invalid("Request contains an invalid argument: page token is not valid.");
        var page = new JsonObject();
        if (at < empty)
        {
            page["nextPageToken"] = PageToken.Issue(Operation, at + 1);
            return page;
        }

        var offset = at - empty;
        var taken = items.Skip(offset).Take(size).Select(item => item.DeepClone()).ToArray();
        if (taken.Length > 0)
        {
            page[member] = new JsonArray(taken);
        }

        if (Switch.LoopingPageToken)
        {
            page["nextPageToken"] = PageToken.Issue(Operation, at);
        }
        else if (offset + size < items.Count)
        {
            page["nextPageToken"] = PageToken.Issue(Operation, at + size);
        }

        return page;
    }
}
