using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>One write as CloudTrail recorded it. The request was dropped before this was made, but for what is listed here.</summary>
internal sealed record TrailEvent
{
    public required string Id { get; init; }

    /// <summary>The operation, such as <c>RevokeSecurityGroupEgress</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The service, such as <c>ec2.amazonaws.com</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When it was asked for, to the second.</summary>
    public required DateTimeOffset Time { get; init; }

    public required TrailIdentity Identity { get; init; }

    /// <summary>Null for a request that was carried out.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What the request is about, the most specific first.</summary>
    public IReadOnlyList<TrailSubject> Subjects { get; init; } = [];

    /// <summary>What it asked for, as far as it is none of anybody's secrets; not redacted yet.</summary>
    public IReadOnlyList<Difference> Asked { get; init; } = [];
}

/// <summary>Something that a request names.</summary>
/// <param name="Kind">One of <see cref="ResourceKinds"/>.</param>
/// <param name="Key">Name, id or tail of an ARN, in the one form that <see cref="TrailParameters"/> gives each kind.</param>
internal sealed record TrailSubject(string Kind, string Key);

/// <summary>Who asked.</summary>
/// <param name="Role">Name of the role that was assumed; null for a user or a service.</param>
/// <param name="Name">Name of the user, of the role's session, or of the service.</param>
internal sealed record TrailIdentity(string? Role, string? Name);

/// <summary>One page of writes, the newest first.</summary>
/// <param name="Events">What could be read.</param>
/// <param name="NextToken">Null on the last page.</param>
/// <param name="Unread">Entries that do not say what was done, or when.</param>
internal sealed record TrailPage(IReadOnlyList<TrailEvent> Events, string? NextToken, int Unread);
