using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>The broker as an issuer; a verifier of the tests' own stands for the clouds.</summary>
public sealed class OidcTests : IDisposable
{
    private const string Audience = "api://AzureADTokenExchange";
    private const string Subject = "tenant:t:integration:i";
    private readonly Broker _broker = new();

    private OidcKeys Keys => _broker.Get<OidcKeys>();

    private OidcTokens Tokens => _broker.Get<OidcTokens>();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void Token_IsTakenForFiveMinutesAndForNothingElse()
    {
        var token = Tokens.Issue(Subject, Audience);

        Verify(token).ShouldBeNull();
        Verify(token, issuer: "https://other.example").ShouldBe("issuer");
        Verify(token, audience: "other").ShouldBe("audience");
        Verify(token, after: TimeSpan.FromSeconds(299)).ShouldBeNull();
        Verify(token, after: TimeSpan.FromSeconds(300)).ShouldBe("expired");
        Verify(token, after: TimeSpan.FromSeconds(-1)).ShouldBe("not yet");
        var parts = token.Split('.');
        Verify($"{parts[0]}.{Tokens.Issue("tenant:other:integration:i", Audience).Split('.')[1]}.{parts[2]}").ShouldBe("signature");
    }

    [Fact]
    public void Token_OfAnotherInstallation_IsNotTaken()
    {
        using var other = new Broker();
        File.Delete(Directory.GetFiles(Path.Combine(other.Folder, "keys", "oidc")).Single());
        other.Get<OidcKeys>().Create();

        Verify(other.Get<OidcTokens>().Issue(Subject, Audience)).ShouldBe("unknown key");
    }

    [Fact]
    public void Rotation_NewKeyIsPublishedBeforeItSignsAndTheOldOneUntilItsTokensAreExpiredEverywhere()
    {
        var old = Keys.Signing()!.Id;
        var made = Keys.Create().Id;

        Keys.Signing()!.Id.ShouldBe(old, "a cloud may still have the key set without the new one");
        Published().ShouldBe([old, made]);
        _broker.Time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromTicks(1));
        Keys.Signing()!.Id.ShouldBe(old);
        var last = Tokens.Issue(Subject, Audience);

        _broker.Time.Advance(TimeSpan.FromTicks(1));
        Keys.Signing()!.Id.ShouldBe(made);
        Verify(last).ShouldBeNull();
        Verify(Tokens.Issue(Subject, Audience)).ShouldBeNull();
        _broker.Time.Advance(TimeSpan.FromMinutes(65) - TimeSpan.FromTicks(1));
        Published().ShouldBe([old, made]);
        _broker.Time.Advance(TimeSpan.FromTicks(1));
        Published().ShouldBe([made]);
    }

    [Fact]
    public void Rotation_Again_DeletesWhatNobodyNeeds()
    {
        var old = Keys.Signing()!.Id;
        Keys.Create();
        _broker.Time.Advance(TimeSpan.FromHours(3));

        Keys.Create();

        Directory.GetFiles(Path.Combine(_broker.Folder, "keys", "oidc")).ShouldNotContain(file => file.Contains(old));
        Published().Count.ShouldBe(2);
    }

    [Fact]
    public void Keys_AreTheSameForAReplicaAndAfterARestart()
    {
        using var replica = new Broker(_broker.Folder, prepareKeys: false, ownsFolder: false);
        var made = Keys.Create().Id;
        _broker.Time.Advance(TimeSpan.FromHours(1));
        replica.Time.Advance(TimeSpan.FromHours(1));

        replica.Get<OidcKeys>().Signing()!.Id.ShouldBe(made);
        Verify(replica.Get<OidcTokens>().Issue(Subject, Audience)).ShouldBeNull();
    }

    [Fact]
    public void KeyFiles_AreReadableByTheOwnerOnly()
    {
        Keys.Create();

        if (!OperatingSystem.IsWindows())
        {
            var newest = Directory.GetFiles(Path.Combine(_broker.Folder, "keys", "oidc")).Order().Last();
            File.GetUnixFileMode(newest).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void NoKeyOrNoIssuer_NothingIsOffered()
    {
        File.Delete(Directory.GetFiles(Path.Combine(_broker.Folder, "keys", "oidc")).Single());
        Tokens.IsOffered.ShouldBeFalse();
        Should.Throw<KeylessUnavailableException>(() => Tokens.Issue(Subject, Audience));

        using var other = new Broker(settings: new() { ["Broker:Oidc:Issuer"] = "" });
        other.Get<OidcTokens>().IsOffered.ShouldBeFalse();
    }

    private List<string> Published() => Keys.Published().Select(key => key.Id).ToList();

    private string? Verify(
        string token, string issuer = Broker.Issuer, string audience = Audience, TimeSpan after = default) =>
        TokenVerifier.Verify(token, KeySet.Of(_broker), issuer, audience, _broker.Time.GetUtcNow() + after).Error;
}
