using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Tests.Clouds;

namespace CauseFlow.CredentialBroker.Tests.Conformance;

/// <summary>
/// What every way to a cloud's credential has in common, whatever library is under it. Each has this suite run against its own
/// wire: it minds who asks, says why, shows no secret, ends in time, and asks once.
/// </summary>
public abstract class CredentialConformance
{
    protected ScriptedWire Wire { get; } = new();

    /// <summary>Refusals of the endpoint, each with what must be made of it.</summary>
    protected abstract IEnumerable<(ScriptedAnswer Answer, RefusalReason Reason)> Refusals { get; }

    /// <summary>Answers with a credential.</summary>
    protected abstract ScriptedAnswer? Good(SentRequest request);

    /// <summary>The endpoint wants the caller to slow down.</summary>
    protected abstract ScriptedAnswer Throttled { get; }

    /// <summary>A refusal that repeats everything that was sent.</summary>
    protected abstract ScriptedAnswer Echo(SentRequest request);

    /// <summary>How long a credential lives at least and at most, from when it was asked for.</summary>
    protected abstract (DateTimeOffset From, DateTimeOffset To) Expiry { get; }

    /// <summary>Requests that one credential takes.</summary>
    protected virtual int RequestsOfOne => 1;

    /// <summary>The cloud, an integration of it that nobody has used before, and what must never be shown.</summary>
    protected abstract Task<(ICloudAccess Cloud, Integration Integration, string[] Secrets)> CreateAsync();

    /// <summary>Lets the time of one credential pass.</summary>
    protected abstract void LetTimePass();

    [Fact]
    public async Task Mint_GivesACredentialThatSaysWhenItExpires()
    {
        Wire.Answer = Good;

        var minted = await MintAsync();

        minted.Refusal.ShouldBeNull();
        (minted.Credentials!.AccessToken ?? minted.Credentials.SessionToken).ShouldNotBeNullOrEmpty();
        minted.ExpiresAt.ShouldBeInRange(Expiry.From, Expiry.To);
        minted.ToString().ShouldNotContain(minted.Credentials.AccessToken ?? minted.Credentials.SessionToken!);
    }

    [Fact]
    public async Task Mint_Again_AsksAgainAndKeepsNothing()
    {
        Wire.Answer = Good;
        var (cloud, integration, _) = await CreateAsync();

        for (var i = 0; i < 3; i++)
        {
            (await MintAsync(cloud, integration)).Refusal.ShouldBeNull();
        }

        Wire.Sent.Count.ShouldBe(3 * RequestsOfOne);
    }

    [Fact]
    public async Task Mint_Refused_SaysWhyAndWhatToDo()
    {
        foreach (var (answer, reason) in Refusals)
        {
            Wire.Answer = _ => answer;

            var refusal = (await MintAsync()).Refusal.ShouldNotBeNull(answer.Body);

            refusal.Reason.ShouldBe(reason, answer.Body);
            refusal.Message.Length.ShouldBeGreaterThan(20, answer.Body);
            refusal.Remedy.Length.ShouldBeGreaterThan(20, answer.Body);
            refusal.IsTransient.ShouldBe(reason is RefusalReason.Throttled or RefusalReason.ProviderUnreachable, answer.Body);
        }
    }

    [Fact]
    public async Task Mint_EndpointThatCannotBeReached_IsNoRefusalOfThePrincipal()
    {
        Wire.Answer = _ => null;

        (await MintAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.ProviderUnreachable);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Mint_EndpointThatIsBroken_IsNoRefusalOfThePrincipalAndIsAskedOnce(int status)
    {
        Wire.Answer = _ => new ScriptedAnswer(status, "{}");

        (await MintAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.ProviderUnreachable);
        Wire.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mint_Throttled_IsTransientAndIsAskedOnce()
    {
        Wire.Answer = _ => Throttled;

        (await MintAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Throttled);
        Wire.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mint_PageOfAProxy_IsNoCredentialAndNoRefusalOfThePrincipal()
    {
        Wire.Answer = _ => new ScriptedAnswer(200, "<html><body>Please log in to the guest network</body>", "text/html");

        (await MintAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.ProviderUnreachable);
    }

    [Fact]
    public async Task Mint_Redirect_IsNotFollowed()
    {
        Wire.Answer = _ => new ScriptedAnswer(307, "{}") { Location = "https://attacker.example/token" };

        (await MintAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.ProviderUnreachable);
        Wire.Sent.ShouldHaveSingleItem().Uri.Host.ShouldNotBe("attacker.example");
    }

    [Fact]
    public async Task Mint_EndpointThatHangs_EndsInTime()
    {
        Wire.Hangs = true;
        var minting = MintAsync();
        await Wire.Hanging.Task;

        LetTimePass();

        (await minting).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.ProviderUnreachable);
    }

    [Fact]
    public async Task Mint_CallerThatHasGone_IsCancelledAndNoRefusal()
    {
        Wire.Hangs = true;
        var (cloud, integration, secrets) = await CreateAsync();
        using var caller = new CancellationTokenSource();
        var minting = MintAsync(cloud, integration, caller.Token);
        await Wire.Hanging.Task;

        await caller.CancelAsync();

        var error = await Should.ThrowAsync<Exception>(() => minting);
        IsCancellation(error).ShouldBeTrue(error.GetType().Name);
        secrets.ShouldAllBe(secret => !$"{error}".Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mint_EndpointThatRepeatsWhatWasSent_ShowsNoSecret()
    {
        Wire.Answer = Echo;
        var (cloud, integration, secrets) = await CreateAsync();

        var minted = await MintAsync(cloud, integration);

        var refusal = minted.Refusal.ShouldNotBeNull();
        secrets.ShouldNotBeEmpty();
        secrets.ShouldAllBe(secret => !$"{minted} {refusal}".Contains(secret, StringComparison.Ordinal));
        secrets.ShouldAllBe(secret => Wire.Sent.Any(
            sent => System.Net.WebUtility.UrlDecode(sent.Body).Contains(secret, StringComparison.Ordinal)) || secret.Length > 1000);
    }

    private async Task<MintedCredential> MintAsync()
    {
        var (cloud, integration, _) = await CreateAsync();
        return await MintAsync(cloud, integration);
    }

    private static Task<MintedCredential> MintAsync(
        ICloudAccess cloud, Integration integration, CancellationToken cancellationToken = default) => cloud.MintAsync(
        new Lease
        {
            Id = "lea_1", TenantId = integration.TenantId, Pass = 1, IntegrationId = integration.Id, InvestigationId = "inv_1",
            Purpose = LeasePurpose.Investigation, Collector = cloud.Collector, Target = cloud.WholeOf(integration),
            CreatedAt = default, ExpiresAt = default,
        }, integration, cloud.Audiences[0], cancellationToken);

    private static bool IsCancellation(Exception error) =>
        error is OperationCanceledException || error.InnerException is OperationCanceledException;
}
