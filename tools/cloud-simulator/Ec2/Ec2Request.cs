using System.Globalization;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Ec2;

/// <summary>A filter: any of its values, which may hold the wildcards * and ? unless a backslash stands before them.</summary>
internal sealed record Ec2Filter(string Name, IReadOnlyList<string> Values)
{
    public bool Matches(IEnumerable<string> actual) => actual.Any(text => Values.Any(value => IsMatch(value, text)));

    private static bool IsMatch(string pattern, string text)
    {
        var expression = Regex.Escape(pattern)
            .Replace(@"\\\*", "\u0001", StringComparison.Ordinal).Replace(@"\\\?", "\u0002", StringComparison.Ordinal)
            .Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)
            .Replace("\u0001", @"\*", StringComparison.Ordinal).Replace("\u0002", @"\?", StringComparison.Ordinal);
        return Regex.IsMatch(text, $@"\A{expression}\z", RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }
}

/// <summary>The parameters that the describing actions share.</summary>
internal sealed partial record Ec2Request(
    IReadOnlyList<string> InstanceIds, IReadOnlyList<Ec2Filter> Filters, int PageSize, int Offset, bool IsDryRun, bool IncludeAll)
{
    private const int MinPageSize = 5;
    private const int MaxPageSize = 1_000;

    /// <param name="operation">Paging tokens are bound to it.</param>
    /// <param name="form">The parameters as received.</param>
    /// <param name="maxIds">Instance ids that the action takes.</param>
    public static Ec2Request Parse(string operation, Dictionary<string, string> form, int maxIds)
    {
        var ids = List(form, "InstanceId");
        if (ids.FirstOrDefault(id => !InstanceId().IsMatch(id)) is { } malformed)
        {
            throw Ec2Errors.MalformedId(malformed);
        }

        if (ids.Count > maxIds)
        {
            throw Ec2Errors.InvalidParameter($"The maximum number of instance IDs is {maxIds}.");
        }

        return new Ec2Request(
            ids, FiltersOf(form), SizeOf(form, ids),
            PageToken.Read(operation, form.GetValueOrDefault("NextToken"))
                ?? throw Ec2Errors.InvalidParameter("The token is invalid."),
            IsTrue(form, "DryRun"), IsTrue(form, "IncludeAllInstances"));
    }

    public static IReadOnlyList<string> List(Dictionary<string, string> form, string name) =>
    [
        .. form.Where(pair => pair.Key.StartsWith(name + ".", StringComparison.Ordinal))
            .Select(pair => (Index: pair.Key[(name.Length + 1)..], pair.Value))
            .Where(pair => int.TryParse(pair.Index, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .OrderBy(pair => int.Parse(pair.Index, CultureInfo.InvariantCulture))
            .Select(pair => pair.Value),
    ];

    public static bool IsTrue(Dictionary<string, string> form, string name) =>
        string.Equals(form.GetValueOrDefault(name), "true", StringComparison.OrdinalIgnoreCase);

    private static List<Ec2Filter> FiltersOf(Dictionary<string, string> form)
    {
        var filters = new List<Ec2Filter>();
        for (var i = 1; form.TryGetValue($"Filter.{i}.Name", out var name); i++)
        {
            var values = List(form, $"Filter.{i}.Value");
            filters.Add(values.Count > 0
                ? new Ec2Filter(name, values)
                : throw Ec2Errors.InvalidParameter($"The filter '{name}' has no value."));
        }

        return filters;
    }

    private static int SizeOf(Dictionary<string, string> form, IReadOnlyList<string> ids)
    {
        if (!form.TryGetValue("MaxResults", out var text))
        {
            return MaxPageSize;
        }

        if (ids.Count > 0)
        {
            throw Ec2Errors.InvalidCombination("The parameter instancesSet cannot be used with the parameter maxResults");
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size is >= MinPageSize and <= MaxPageSize
            ? size
            : throw Ec2Errors.InvalidParameter(
                $"Value ( {text} ) for parameter maxResults is invalid. Expecting a value greater than 5.");
    }

    [GeneratedRegex(@"\Ai-([0-9a-f]{8}|[0-9a-f]{17})\z")]
    private static partial Regex InstanceId();
}
