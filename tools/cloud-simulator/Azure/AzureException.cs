namespace CauseFlow.CloudSimulation.Azure;

/// <summary>A refusal in the words of the service that gives it.</summary>
internal sealed class AzureException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>True for services that write <c>{code, message}</c> without an <c>error</c> around it.</summary>
    public bool IsFlat { get; init; }

    /// <summary>Codes inside, outermost first.</summary>
    public IReadOnlyList<string> Inner { get; init; } = [];

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static AzureException NotFound(string id) => new(
        404, "ResourceNotFound",
        $"The Resource '{id}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
}
