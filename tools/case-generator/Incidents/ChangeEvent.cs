namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>Which native operation of a cloud a change is.</summary>
internal enum ChangeAct
{
    Deploy,
    Configure,
    Scale,
    Identity,
    Network,
    Lifecycle,
    Maintenance,
    Tag,
    Name,
}

/// <summary>Something that somebody or the cloud did.</summary>
internal sealed record ChangeEvent
{
    /// <summary>As the cloud's trail names it.</summary>
    public required string Id { get; init; }

    /// <summary>Minutes relative to the alarm.</summary>
    public required double Minute { get; init; }

    public required Node Node { get; init; }

    public required ChangeAct Act { get; init; }

    public required string Actor { get; init; }

    public required string Summary { get; init; }

    /// <summary>What the change set, such as a variable's name; null where it has no such thing.</summary>
    public string? Field { get; init; }

    /// <summary>The closed list of the product's kinds of change.</summary>
    public string Kind => Act switch
    {
        ChangeAct.Deploy => "deployment",
        ChangeAct.Scale => "scaling",
        ChangeAct.Identity => "identity",
        ChangeAct.Lifecycle => "lifecycle",
        ChangeAct.Maintenance => "maintenance",
        _ => "configuration",
    };
}
