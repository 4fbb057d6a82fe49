namespace CauseFlow.ServiceDefaults.Endpoints;

/// <summary>Endpoint metadata: the port on which an endpoint exists. Without it, that is the API port.</summary>
public sealed class EndpointPort
{
    private readonly bool api;
    private readonly bool inner;

    private EndpointPort(bool api, bool inner)
    {
        this.api = api;
        this.inner = inner;
    }

    public static EndpointPort Api { get; } = new(api: true, inner: false);

    public static EndpointPort Internal { get; } = new(api: false, inner: true);

    public static EndpointPort Both { get; } = new(api: true, inner: true);

    internal bool Answers(bool arrivedOnInternal) => arrivedOnInternal ? inner : api;
}
