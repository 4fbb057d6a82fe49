using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.CloudSimulation.Tests;

/// <summary>A simulator of its own for every test, on free ports, with a clock that the test moves.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    protected const string ExternalId = "example-external-id-0001";

    /// <summary>Starts at the real time, because the SDK's STS client signs with the real clock.</summary>
    protected FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    protected CloudSimulator Simulator { get; private set; } = null!;

    protected DateTimeOffset AlarmTime => Simulator.Facts.AlarmTime;

    protected string RoleArn => Simulator.Facts.RoleArn;

    private protected AwsTestClient Client { get; private set; } = null!;

    protected virtual CloudSimulatorOptions Options => new();

    public virtual async ValueTask InitializeAsync()
    {
        Simulator = await CloudSimulator.StartAsync(Options with { TimeProvider = Clock });
        Client = new AwsTestClient(Simulator.AwsEndpoint, Clock);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The official client with the principal's key, or another secret.</summary>
    protected AmazonSecurityTokenServiceClient Sts(string? secret = null, string region = "us-east-1") => new(
        new BasicAWSCredentials(
            Simulator.Facts.PrincipalAccessKeyId, secret ?? Simulator.Facts.PrincipalSecretAccessKey),
        new AmazonSecurityTokenServiceConfig
        {
            ServiceURL = Simulator.AwsEndpoint.AbsoluteUri,
            AuthenticationRegion = region,
            MaxErrorRetry = 0,
        });

    protected async Task<SessionAWSCredentials> AssumeAsync(string? policy = null, string? role = null)
    {
        using var sts = Sts();
        var answer = await sts.AssumeRoleAsync(new AssumeRoleRequest
        {
            RoleArn = role is null ? RoleArn : Simulator.Facts.RoleArns[role],
            RoleSessionName = "inv-01",
            ExternalId = ExternalId,
            DurationSeconds = 900,
            Policy = policy,
        });
        return new SessionAWSCredentials(
            answer.Credentials.AccessKeyId, answer.Credentials.SecretAccessKey, answer.Credentials.SessionToken);
    }
}
