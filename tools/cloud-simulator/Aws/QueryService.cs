using System.Xml.Linq;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>A service of the query protocol whose every operation is a read; one shared endpoint tells it by its version.</summary>
/// <param name="name">Prefix of its IAM actions and name in a signature.</param>
/// <param name="version">Version of its API.</param>
/// <param name="operations">What it answers.</param>
internal abstract class QueryService(string name, string version, IReadOnlySet<string> operations) : IAwsService
{
    private readonly XNamespace xml = $"http://{name}.amazonaws.com/doc/{version}/";

    public string Name { get; } = name;

    public string SigningName => Name;

    private string Version { get; } = version;

    public AwsProtocol Protocol { get; } = new QueryProtocol($"http://{name}.amazonaws.com/doc/{version}/");

    public bool Claims(AwsRequest request) =>
        QueryForm.Is(request) && QueryForm.Of(request).GetValueOrDefault("Version") == Version;

    public string OperationOf(AwsRequest request)
    {
        var action = QueryForm.Of(request).GetValueOrDefault("Action") ?? "";
        return operations.Contains(action)
            ? action : throw new AwsException(AwsFault.UnknownOperation, $"The action {action} is not valid for this web service.");
    }

    public AwsResponse Invoke(string operation, AwsCall call)
    {
        call.Require($"{Name}:{operation}", null);
        var result = new XElement($"{operation}Result", Answer(operation, QueryForm.Of(call.Request), call.Region));
        var root = new XElement(
            $"{operation}Response", result, new XElement("ResponseMetadata", new XElement("RequestId", call.RequestId)));
        foreach (var element in root.DescendantsAndSelf())
        {
            element.Name = xml + element.Name.LocalName;
        }

        return AwsResponse.OfXml(root.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>The content of the result, in no namespace.</summary>
    protected abstract IEnumerable<XElement> Answer(string operation, Dictionary<string, string> form, string region);

    /// <summary>Values of a list, such as <c>Names.member.1</c>.</summary>
    protected static List<string> List(Dictionary<string, string> form, string member) =>
        [.. form.Where(pair => pair.Key.StartsWith($"{member}.member.", StringComparison.Ordinal)).Select(pair => pair.Value)];

    protected static string Time(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}";
}
