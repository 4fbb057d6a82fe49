namespace CauseFlow.Contracts;

/// <summary>A line that an account's owner runs with rights of their own.</summary>
public sealed record AccessQuery
{
    /// <summary>Where it is run, such as <c>AWS CLI, eu-west-1</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The command or the query.</summary>
    public required string Text { get; init; }
}
