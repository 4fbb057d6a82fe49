namespace CauseFlow.Messaging;

/// <summary>Which endpoints exist in this process, whose they are, and what they take.</summary>
internal sealed class EndpointMap
{
    private readonly Dictionary<string, Type?> _inboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string[]> _endpoints;
    private readonly HashSet<string> _temporary = new(StringComparer.Ordinal);

    public EndpointMap(IEnumerable<BusParticipant> participants)
    {
        var all = participants.SelectMany(p => p.Endpoints.Select(endpoint => (Participant: p, Endpoint: endpoint)))
            .ToList();
        foreach (var (participant, endpoint) in all)
        {
            _inboxes.Add(endpoint.Name, participant.Inbox);
            if (endpoint.IsTemporary)
            {
                _temporary.Add(endpoint.Name);
            }
        }

        _endpoints = all.SelectMany(x => x.Endpoint.MessageTypes.Select(type => (type, x.Endpoint.Name)))
            .GroupBy(x => x.type, x => x.Name)
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    public IReadOnlyList<string> BoundTo(Type messageType) => _endpoints.GetValueOrDefault(messageType) ?? [];

    public Type? InboxOf(string endpoint) => _inboxes.GetValueOrDefault(endpoint);

    public bool IsTemporary(string endpoint) => _temporary.Contains(endpoint);

    /// <summary>The endpoint in a metric: only names that are registered here, whatever queue a message came by.</summary>
    public string LabelOf(string endpoint) =>
        !_inboxes.ContainsKey(endpoint) ? "other" : _temporary.Contains(endpoint) ? "temporary" : endpoint;

    /// <summary>The endpoint's name, from the address that a message came in by.</summary>
    public static string NameOf(Uri inputAddress) => inputAddress.AbsolutePath.Split('/')[^1];
}
