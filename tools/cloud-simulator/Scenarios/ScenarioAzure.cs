using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>
/// What of a scenario happens in Azure. Resources, events and health are Azure's own JSON; a text <c>{at:-5}</c> or
/// <c>{at:-5.5:yyyy-MM-ddTHH:mm:ss}</c> anywhere in it stands for the time so many minutes before or after the alarm.
/// </summary>
public sealed record ScenarioAzure
{
    public required string TenantId { get; init; }

    /// <summary>The app registration to connect.</summary>
    public required ScenarioAzureApp App { get; init; }

    /// <summary>Further app registrations, such as one that may do too much.</summary>
    public IReadOnlyList<ScenarioAzureApp> MoreApps { get; init; } = [];

    /// <summary>Subscription ids; the first is the one to connect.</summary>
    public required IReadOnlyList<string> Subscriptions { get; init; }

    public ScenarioAzureWorkspace? Workspace { get; init; }

    /// <summary>Resources of every kind as ARM has them; children such as node pools and slots are resources too.</summary>
    public IReadOnlyList<JsonObject> Resources { get; init; } = [];

    /// <summary>The dimension <c>ResourceId</c> names the resource; the others are dimensions of Azure's.</summary>
    public IReadOnlyList<ScenarioMetric> Metrics { get; init; } = [];

    /// <summary>Events of the Activity Log.</summary>
    public IReadOnlyList<JsonObject> ActivityLog { get; init; } = [];

    /// <summary>Availability statuses by resource id, newest first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonObject>> Health { get; init; } =
        new Dictionary<string, IReadOnlyList<JsonObject>>();

    /// <summary>Items of one page.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>ARM id of the alert that starts the investigation; it is one of the resources.</summary>
    public string? AlertId { get; init; }
}

/// <summary>An app registration with what its roles allow.</summary>
public sealed record ScenarioAzureApp
{
    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    public string ObjectId { get; init; } = "00000000-aaaa-4000-8000-000000000001";

    /// <summary>Null means Reader on every subscription.</summary>
    public IReadOnlyList<ScenarioAzureRole>? Roles { get; init; }

    public override string ToString() => $"{ClientId} [redacted]";
}

/// <summary>One role assignment: what is allowed at a scope and below it.</summary>
public sealed record ScenarioAzureRole
{
    public required string Scope { get; init; }

    public IReadOnlyList<string> Actions { get; init; } = ["*/read"];

    public IReadOnlyList<string> NotActions { get; init; } = [];

    /// <summary>What it may do to data, which Resource Manager does not serve.</summary>
    public IReadOnlyList<string> DataActions { get; init; } = [];

    public IReadOnlyList<string> NotDataActions { get; init; } = [];
}

/// <summary>A Log Analytics workspace.</summary>
public sealed record ScenarioAzureWorkspace
{
    /// <summary>Its customer id, a GUID.</summary>
    public required string Id { get; init; }

    public required string ResourceId { get; init; }

    public IReadOnlyList<ScenarioAzureRows> Rows { get; init; } = [];
}

/// <summary>Rows of one table that one resource writes.</summary>
public sealed record ScenarioAzureRows
{
    public required string Table { get; init; }

    public required string ResourceId { get; init; }

    public string Level { get; init; } = "Informational";

    public required IReadOnlyList<ScenarioLogEvent> Events { get; init; }
}
