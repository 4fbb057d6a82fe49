using System.Collections.Concurrent;
using System.Xml;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>
/// STS through the vendor's client, one attempt and no redirects, one client per region. The SDK's own retry stays off
/// because the collector's redemption is retried by its HTTP pipeline. Regions are what customers typed, so that only so many
/// clients are kept; one more is made for its call alone.
/// </summary>
public sealed class StsClient(IOptions<AwsOptions> options, IConfiguration configuration) : IStsClient, IDisposable
{
    internal const int MaxClients = 64;
    private readonly ConcurrentDictionary<string, AmazonSecurityTokenServiceClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Tests give credentials; null means the SDK's default chain.</summary>
    internal AWSCredentials? Principal { get; init; }

    /// <inheritdoc />
    public async Task<AwsSession> AssumeRoleAsync(AssumeRoleCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Value.StsTimeoutSeconds));
        try
        {
            if (_clients.Count < MaxClients || _clients.ContainsKey(call.Region))
            {
                return ToSession(await _clients.GetOrAdd(call.Region, CreateClient)
                    .AssumeRoleAsync(ToRequest(call), limit.Token));
            }

            using var client = CreateClient(call.Region);
            return ToSession(await client.AssumeRoleAsync(ToRequest(call), limit.Token));
        }
        catch (AmazonSecurityTokenServiceException e)
        {
            throw ToStsException(e);
        }
        catch (AmazonClientException e)
        {
            throw new StsException(StsException.NoPrincipal, "The principal has no credentials.", e);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or IOException or XmlException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new StsException(StsException.Unreachable, "STS did not answer.", e);
        }
    }

    internal int Clients => _clients.Count;

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static StsException ToStsException(AmazonSecurityTokenServiceException e) =>
        (int)e.StatusCode >= 500 || string.IsNullOrEmpty(e.ErrorCode)
            ? new StsException(StsException.Unreachable, $"STS answered {(int)e.StatusCode}.", e)
            : new StsException(e.ErrorCode, e.Message, e);

    /// <summary>With redirects off the SDK takes a 3xx for a success without content.</summary>
    private static AwsSession ToSession(AssumeRoleResponse response) =>
        response.HttpStatusCode == System.Net.HttpStatusCode.OK
        && response.Credentials is { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0 } it
            ? new AwsSession
            {
                AccessKeyId = it.AccessKeyId,
                SecretAccessKey = it.SecretAccessKey,
                SessionToken = it.SessionToken,
                ExpiresAt = new DateTimeOffset(it.Expiration!.Value.ToUniversalTime(), TimeSpan.Zero),
            }
            : throw new StsException(StsException.Unreachable, $"STS answered {(int)response.HttpStatusCode} without credentials.");

    private static AssumeRoleRequest ToRequest(AssumeRoleCall call) => new()
    {
        RoleArn = call.RoleArn,
        RoleSessionName = call.SessionName,
        ExternalId = call.ExternalId,
        Policy = call.SessionPolicy,
        DurationSeconds = call.DurationSeconds,
    };

    private AmazonSecurityTokenServiceClient CreateClient(string region)
    {
        var config = new AmazonSecurityTokenServiceConfig
        {
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            AllowAutoRedirect = false,
            Timeout = TimeSpan.FromSeconds(options.Value.StsTimeoutSeconds),
        };
        var endpoint = options.Value.StsEndpointUrl
            ?? configuration["AWS_ENDPOINT_URL_STS"] ?? configuration["AWS_ENDPOINT_URL"];
        if (string.IsNullOrEmpty(endpoint))
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }

        return Principal is null
            ? new AmazonSecurityTokenServiceClient(config)
            : new AmazonSecurityTokenServiceClient(Principal, config);
    }
}
