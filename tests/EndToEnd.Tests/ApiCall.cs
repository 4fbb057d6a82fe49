namespace CauseFlow.EndToEnd.Tests;

/// <summary>How an operation is called.</summary>
/// <param name="Request">Whole, with its key.</param>
/// <param name="Body">The JSON that it carries; null without one.</param>
/// <param name="IsRefused">An error is the right answer here, such as for a queue that one process has not.</param>
public sealed record ApiCall(HttpRequestMessage Request, string? Body, bool IsRefused);
