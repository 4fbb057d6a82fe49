namespace CauseFlow.CollectorAzure.Clients;

/// <summary>One call.</summary>
/// <param name="Permission">The ARM action; budgets count by it.</param>
/// <param name="Path">Path, encoded, with its query.</param>
/// <param name="Scope">What the permission is needed at, for people.</param>
/// <param name="Body">JSON of a POST; null for a GET.</param>
internal sealed record AzureCall(string Permission, string Path, string Scope, string? Body = null)
{
    /// <summary>
    /// Whether it asks for something that does not exist. Azure's denial then names that, and only <see cref="Scope"/> is one
    /// that a role can be given at.
    /// </summary>
    public bool IsProbe { get; init; }

    /// <summary>The action that a denial means where it is another than the budget's; null where it is the same.</summary>
    public string? Needs { get; init; }

    /// <summary>Whether a 204 means that there is nothing, as of an empty workspace.</summary>
    public bool MayBeEmpty { get; init; }
}
