using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Lambda;

/// <summary>What the Lambda API shows of a function. Environment values are in clear, as AWS sends them.</summary>
internal sealed class FunctionView(LoadedScenario scenario, ScenarioFunction function)
{
    private const string Latest = "$LATEST";

    private string Arn => scenario.Data.FunctionArn(function);

    /// <summary>Null if there is no such version or alias.</summary>
    public object? Configuration(string? qualifier)
    {
        var number = function.Aliases.GetValueOrDefault(qualifier ?? Latest, qualifier ?? Latest);
        var version = number == Latest
            ? function.Versions[^1]
            : function.Versions.FirstOrDefault(candidate => candidate.Version == number);
        if (version is null)
        {
            return null;
        }

        var body = Describe(version, number, qualifier is null ? Arn : $"{Arn}:{qualifier}");
        body["State"] = "Active";
        body["LastUpdateStatus"] = "Successful";
        return body;
    }

    /// <summary>$LATEST first, then oldest to newest; the list omits states, as AWS does.</summary>
    public IReadOnlyList<object> Versions() =>
    [
        Describe(function.Versions[^1], Latest, $"{Arn}:{Latest}"),
        .. function.Versions.Select(version => Describe(version, version.Version, $"{Arn}:{version.Version}")),
    ];

    public IReadOnlyList<object> Aliases() =>
    [
        .. function.Aliases.Select(alias => new
        {
            AliasArn = $"{Arn}:{alias.Key}",
            Name = alias.Key,
            FunctionVersion = alias.Value,
            Description = "",
            RevisionId = IdOf($"alias {alias.Key} {alias.Value}"),
        }),
    ];

    public IReadOnlyList<object> EventSources() =>
    [
        .. function.EventSourceArns.Select(source => new
        {
            UUID = IdOf(source),
            BatchSize = 10,
            EventSourceArn = source,
            FunctionArn = Arn,
            LastModified = (double)scenario.At(-60 * 24 * 30).ToUnixTimeSeconds(),
            State = "Enabled",
            StateTransitionReason = "USER_INITIATED",
        }),
    ];

    private Dictionary<string, object> Describe(ScenarioFunctionVersion version, string number, string arn) => new()
    {
        ["FunctionName"] = function.Name,
        ["FunctionArn"] = arn,
        ["Runtime"] = function.Runtime,
        ["Role"] = $"arn:aws:iam::{scenario.Data.Account}:role/{function.RoleName}",
        ["Handler"] = function.Handler,
        ["CodeSize"] = version.CodeSizeBytes,
        ["Description"] = version.Description.Length > 0 ? version.Description : function.Description,
        ["Timeout"] = version.Timeout,
        ["MemorySize"] = version.MemorySize,
        ["LastModified"] = scenario.At(version.PublishedAtMinute)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
        ["CodeSha256"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(version.Code))),
        ["Version"] = number,
        ["Environment"] = new { Variables = version.Environment },
        ["VpcConfig"] = new
        {
            SubnetIds = function.SecurityGroupIds.Count > 0 ? new[] { "subnet-0a1b2c3d4e5f60001" } : [],
            function.SecurityGroupIds,
            VpcId = function.SecurityGroupIds.Count > 0 ? "vpc-0a1b2c3d4e5f60001" : "",
        },
        ["TracingConfig"] = new { Mode = "PassThrough" },
        ["RevisionId"] = IdOf($"{number} {version.Version}"),
        ["PackageType"] = "Zip",
        ["Architectures"] = new[] { "x86_64" },
        ["EphemeralStorage"] = new { Size = 512 },
        ["SnapStart"] = new { ApplyOn = "None", OptimizationStatus = "Off" },
        ["LoggingConfig"] = new { LogFormat = "Text", LogGroup = $"/aws/lambda/{function.Name}" },
    };

    private string IdOf(string text) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{Arn} {text}")).AsSpan(0, 16)).ToString();
}
