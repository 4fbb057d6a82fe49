using Microsoft.AspNetCore.WebUtilities;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>The parameters of the query protocols: a form in the body, or the query of a GET.</summary>
internal static class QueryForm
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>True for the shape that every query service shares; the version tells them apart.</summary>
    public static bool Is(AwsRequest request) => request.RawPath == "/"
        && request.Header("x-amz-target") is null
        && (request.Method == "GET"
            || request.Header("content-type")?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) == true);

    public static Dictionary<string, string> Of(AwsRequest request) =>
        QueryHelpers.ParseQuery(request.Method == "GET" ? request.RawQuery : request.BodyText)
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
}
