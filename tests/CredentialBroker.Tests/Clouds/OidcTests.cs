using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Oidc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>The broker as an issuer; a verifier of the tests' own stands for the clouds.</summary>
public sealed class OidcTests : IDisposable
{
    private const string Audience = "api://AzureADTokenExchange";
    private const string Subject = "tenant:t:integration:i";
    private readonly Broker _broker = new(settings: new() { ["Broker:Oidc:RotateAfterDays"] = "90" });

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

    [Fact]
    public void DamagedFile_IsLeftOutUntilItIsWrittenAgain()
    {
        var good = Keys.Signing()!.Id;
        var (name, pem) = OidcKey.Create(_broker.Time.GetUtcNow());
        var half = Path.Combine(Folder, name);
        File.WriteAllText(half, pem[..(pem.Length / 2)]);
        File.SetLastWriteTimeUtc(half, DateTime.UnixEpoch);

        Published().ShouldBe([good]);
        Verify(Tokens.Issue(Subject, Audience)).ShouldBeNull();
        File.WriteAllText(half, pem);

        Published().Count.ShouldBe(2);
    }

    [Fact]
    public void UnreadableFile_SaysNothingOfItsKey_WhichGoesOn()
    {
        var good = Keys.Signing()!.Id;
        var (name, pem) = OidcKey.Create(_broker.Time.GetUtcNow());
        var second = Path.Combine(Folder, name);
        File.WriteAllText(second, pem);
        Published().Count.ShouldBe(2);

        using (new FileStream(second, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            File.SetLastWriteTimeUtc(second, DateTime.UnixEpoch);

            Published().Count.ShouldBe(2, "it was known before");
            Keys.Signing()!.Id.ShouldBe(good);
            Verify(Tokens.Issue(Subject, Audience)).ShouldBeNull();
        }

        // Nothing was kept of the failure: the next look reads what is there by then.
        File.WriteAllText(second, "no key any more");
        File.SetLastWriteTimeUtc(second, DateTime.UnixEpoch);
        Published().ShouldBe([good]);
    }

    [Fact]
    public void FileThatNobodyCouldReadYet_HidesNoOtherAndIsReadLater()
    {
        var good = Keys.Signing()!.Id;
        var (name, pem) = OidcKey.Create(_broker.Time.GetUtcNow());
        var second = Path.Combine(Folder, name);
        File.WriteAllText(second, pem);

        using (new FileStream(second, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Published().ShouldBe([good]);
        }

        Published().Count.ShouldBe(2, "though nobody has written it since");
    }

    [Theory]
    [InlineData(1024, false, "2048 to 4096 bits")]
    [InlineData(8192, false, "2048 to 4096 bits")]
    [InlineData(2048, true, "private RSA key")]
    public void KeyFile_ThatIsWeakSlowOrOnlyPublic_IsRefused(int bits, bool isPublic, string why)
    {
        // Making a key of 8,192 bits takes seconds; a made-up modulus of that length reads as one.
        using var rsa = RSA.Create(Math.Min(bits, 2048));
        var path = Path.Combine(Folder, OidcKey.Create(_broker.Time.GetUtcNow()).FileName);
        File.WriteAllText(path, isPublic ? rsa.ExportSubjectPublicKeyInfoPem() : bits <= 2048 ? rsa.ExportPkcs8PrivateKeyPem() : Long(bits));

        Should.Throw<InvalidDataException>(() => OidcKey.Read(path)).Message.ShouldContain(why);
    }

    [Fact]
    public void ReplacedFile_IsReadAgain()
    {
        var file = Directory.GetFiles(Folder).Single();
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        var before = Published().Single();
        File.WriteAllText(file, OidcKey.Create(_broker.Time.GetUtcNow()).Pem);

        Published().Single().ShouldNotBe(before);
    }

    [Fact]
    public async Task Start_WithOnlyDamagedFiles_FailsAndMakesNoKey()
    {
        var check = ActivatorUtilities.CreateInstance<BrokerKeyCheck>(_broker.Get<IServiceProvider>());
        var file = Directory.GetFiles(Folder).Single();
        File.WriteAllText(file, "-----BEGIN PRIVATE KEY-----");

        (await Should.ThrowAsync<InvalidDataException>(() => check.StartAsync(CancellationToken.None))).Message.ShouldContain(Folder);
        Directory.GetFiles(Folder).ShouldBe([file]);
        File.Delete(file);
        await check.StartAsync(CancellationToken.None);
        Published().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("https://causeflow.example.com/base", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://127.0.0.1", true)]
    [InlineData("http://causeflow.example.com", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("http://127.0.0.1@example.com", false)]
    public void Issuer_IsHttpsButForThisMachine(string issuer, bool isTaken)
    {
        var options = new OidcOptions { Issuer = issuer };
        Validator.TryValidateObject(options, new ValidationContext(options), null, true).ShouldBe(isTaken);
    }

    [Fact]
    public void Rotation_ByItself_FollowsAnOldKeyWithANewOneOnceForAllReplicas()
    {
        using var replica = new Broker(_broker.Folder, prepareKeys: false, ownsFolder: false);
        var old = Keys.Signing()!;
        _broker.Time.SetUtcNow(old.CreatedAt.AddDays(90).AddTicks(-1));
        Rotation.RotateIfDue().ShouldBeFalse();
        _broker.Time.SetUtcNow(old.CreatedAt.AddDays(90));
        replica.Time.SetUtcNow(old.CreatedAt.AddDays(90));

        new[] { Rotation.RotateIfDue(), replica.Get<OidcRotation>().RotateIfDue() }.ShouldBe([true, false]);

        Keys.Signing()!.Id.ShouldBe(old.Id);
        Published().Count.ShouldBe(2);
        _broker.Time.Advance(TimeSpan.FromMinutes(60));
        Keys.Signing()!.Id.ShouldNotBe(old.Id);
        _broker.Time.Advance(TimeSpan.FromMinutes(65));
        Published().Count.ShouldBe(1);
        Rotation.RotateIfDue().ShouldBeFalse();
    }

    [Fact]
    public void Rotation_WhileAnotherReplicaIsAtIt_MakesNothing()
    {
        _broker.Time.Advance(TimeSpan.FromDays(91));
        using (new FileStream(Path.Combine(Folder, "rotation.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Rotation.RotateIfDue().ShouldBeFalse();
        }

        Rotation.IsLeftToOperator.ShouldBeFalse();
        Published().Count.ShouldBe(1);
        Rotation.RotateIfDue().ShouldBeTrue();
    }

    [Fact]
    public async Task Rotation_FolderThatCannotBeWritten_IsLeftToTheOperatorAndSaid()
    {
        // As a user that may write everywhere the folder's mode says nothing: a folder in the lock's place does.
        Directory.CreateDirectory(Path.Combine(Folder, "rotation.lock"));
        _broker.Time.Advance(TimeSpan.FromDays(91));

        Rotation.RotateIfDue().ShouldBeFalse();

        Rotation.IsLeftToOperator.ShouldBeTrue();
        var health = await _broker.Get<HealthCheckService>().CheckHealthAsync();
        health.Entries["oidc-keys"].Status.ShouldBe(HealthStatus.Degraded);
        health.Entries["oidc-keys"].Description!.ShouldContain("read-only");
        Directory.Delete(Path.Combine(Folder, "rotation.lock"));
        Rotation.RotateIfDue().ShouldBeTrue();
        Rotation.IsLeftToOperator.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Broker:Oidc:RotateAfterDays", "0")]
    [InlineData("Broker:Oidc:Issuer", "")]
    public void Rotation_TurnedOffOrWithoutAnIssuer_MakesNothing(string setting, string value)
    {
        using var broker = new Broker(settings: new() { [setting] = value });
        broker.Time.Advance(TimeSpan.FromDays(1000));

        broker.Get<OidcRotation>().RotateIfDue().ShouldBeFalse();
        Directory.GetFiles(Path.Combine(broker.Folder, "keys", "oidc")).Length.ShouldBe(1);
    }

    /// <summary>A public key, which is as long as it says.</summary>
    private static string Long(int bits)
    {
        using var rsa = RSA.Create();
        var modulus = new byte[bits / 8];
        Array.Fill(modulus, (byte)0xC5);
        rsa.ImportParameters(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
        return rsa.ExportSubjectPublicKeyInfoPem();
    }

    private string Folder => Path.Combine(_broker.Folder, "keys", "oidc");

    private OidcRotation Rotation => _broker.Get<OidcRotation>();

    private List<string> Published() => Keys.Published().Select(key => key.Id).ToList();

    private string? Verify(
        string token, string issuer = Broker.Issuer, string audience = Audience, TimeSpan after = default) =>
        TokenVerifier.Verify(token, KeySet.Of(_broker), issuer, audience, _broker.Time.GetUtcNow() + after).Error;
}
