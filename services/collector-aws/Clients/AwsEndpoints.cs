using CauseFlow.Contracts;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// Where each AWS service answers: <c>AWS_ENDPOINT_URL_&lt;SERVICE&gt;</c>, <c>AWS_ENDPOINT_URL</c>, else the region's own
/// host. Operator configuration only; nothing that a message or a cloud says reaches this class but a checked region name.
/// </summary>
internal sealed class AwsEndpoints(IConfiguration configuration)
{
    /// <param name="service">The host prefix, such as <c>monitoring</c>.</param>
    /// <param name="serviceId">The service's id in variables, such as <c>CLOUDWATCH</c>.</param>
    /// <param name="region">A region name such as <c>eu-west-1</c>.</param>
    public Uri Of(string service, string serviceId, string region)
    {
        if (!IsRegion(region))
        {
            throw new PermanentCollectionException(
                RefusalReason.InvalidInput, "The region's name is malformed.", "Correct the regions of the integration.");
        }

        var given = configuration[$"AWS_ENDPOINT_URL_{serviceId}"] ?? configuration["AWS_ENDPOINT_URL"];
        if (string.IsNullOrWhiteSpace(given))
        {
            return new Uri($"https://{service}.{region}.{Suffix(region)}");
        }

        return Uri.TryCreate(given, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new Uri(uri.GetLeftPart(UriPartial.Authority))
            : throw new PermanentCollectionException(
                RefusalReason.InvalidInput, $"AWS_ENDPOINT_URL for {service} is not an http address.",
                "Correct the collector's configuration.");
    }

    /// <summary>The partition that a region belongs to, as it stands in ARNs.</summary>
    public static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";

    /// <summary>Lower-case letters, digits and dashes: nothing that could name another host.</summary>
    public static bool IsRegion(string region) =>
        region.Length is >= 5 and <= 32 && region.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    private static string Suffix(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
}
