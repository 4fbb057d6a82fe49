namespace CauseFlow.CollectorAzure.Sources;

/// <summary>Links into the customer's own portal, so that every fact can be looked at where it came from.</summary>
internal static class ConsoleLinks
{
    /// <param name="id">ARM id.</param>
    /// <param name="page">Page of the resource, such as <c>metrics</c>; empty for its overview.</param>
    public static string Resource(string id, string page = "") =>
        $"https://portal.azure.com/#@/resource{string.Join('/', id.Split('/').Select(Uri.EscapeDataString))}{(page.Length > 0 ? "/" + page : "")}";
}
