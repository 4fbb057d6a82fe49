using System.Security.Cryptography;
using System.Text;
using CauseFlow.Secrets;
using Microsoft.Extensions.Options;

namespace CauseFlow.SecretsTests;

public sealed class SecretVaultTests : IDisposable
{
    private const string Secret = "the external id of a tenant";
    private static readonly SecretContext Context = new("ten_1", "int_1", "external_id");
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"keys-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task Decrypt_WhatWasEncrypted_GivesItBack()
    {
        var vault = new SecretVault(CreateProvider());
        var ciphertext = await vault.EncryptAsync(Encoding.UTF8.GetBytes(Secret), Context);

        ciphertext.ShouldNotContain("external");
        Encoding.UTF8.GetString(await vault.DecryptAsync(ciphertext, Context)).ShouldBe(Secret);
        SecretVault.KeyIdOf(ciphertext).ShouldBe(CreateProvider().CurrentKeyId);
    }

    [Fact]
    public async Task Encrypt_TheSameSecretTwice_GivesDifferentTexts()
    {
        var vault = new SecretVault(CreateProvider());

        (await vault.EncryptAsync(new byte[8], Context)).ShouldNotBe(await vault.EncryptAsync(new byte[8], Context));
    }

    [Fact]
    public async Task Decrypt_AnyCharacterChanged_IsRefused()
    {
        var provider = CreateProvider();
        provider.AddKey("2");
        var vault = new SecretVault(provider);
        var ciphertext = await vault.EncryptAsync(Encoding.UTF8.GetBytes(Secret), Context);

        for (var i = 0; i < ciphertext.Length; i++)
        {
            var changed = ciphertext.ToCharArray();
            changed[i] = changed[i] == '2' ? '3' : '2';
            await Should.ThrowAsync<Exception>(
                async () => await vault.DecryptAsync(new string(changed), Context), $"character {i} is not protected");
        }
    }

    [Theory]
    [InlineData("ten_2", "int_1", "external_id")]
    [InlineData("ten_1", "int_2", "external_id")]
    [InlineData("ten_1", "int_1", "client_secret")]
    [InlineData("ten_1i", "nt_1", "external_id")]
    public async Task Decrypt_InAnotherPlace_IsRefused(string tenant, string owner, string field)
    {
        var vault = new SecretVault(CreateProvider());
        var ciphertext = await vault.EncryptAsync(Encoding.UTF8.GetBytes(Secret), Context);

        await Should.ThrowAsync<CryptographicException>(
            async () => await vault.DecryptAsync(ciphertext, new SecretContext(tenant, owner, field)));
    }

    [Fact]
    public async Task Rewrap_AfterRotation_KeepsTheSecretAndNeedsOnlyTheNewKey()
    {
        var provider = CreateProvider();
        var vault = new SecretVault(provider);
        var first = provider.CurrentKeyId;
        var old = await vault.EncryptAsync(Encoding.UTF8.GetBytes(Secret), Context);
        provider.AddKey("2");
        provider.SwitchTo("2");

        Encoding.UTF8.GetString(await vault.DecryptAsync(old, Context)).ShouldBe(Secret);
        var rewrapped = await vault.RewrapAsync(old, Context);
        (await vault.RewrapAsync(rewrapped, Context)).ShouldBe(rewrapped);
        DeleteKey(first);

        Encoding.UTF8.GetString(await vault.DecryptAsync(rewrapped, Context)).ShouldBe(Secret);
        rewrapped.Split('.')[3].ShouldBe(old.Split('.')[3], "only the data key is wrapped again");
        var missing = await Should.ThrowAsync<KeyUnavailableException>(async () => await vault.DecryptAsync(old, Context));
        missing.KeyId.ShouldBe(first);
    }

    [Fact]
    public void Provider_EmptyFolderWithoutPermissionToCreate_DoesNotStart() =>
        Should.Throw<KeyUnavailableException>(() => CreateProvider(create: false));

    [Fact]
    public void Provider_CurrentKeyLost_DoesNotStartAndMakesNoNewOne()
    {
        var provider = CreateProvider();
        var first = provider.CurrentKeyId;
        provider.AddKey("2");
        DeleteKey(first);

        Should.Throw<KeyUnavailableException>(() => CreateProvider()).KeyId.ShouldBe(first);
    }

    [Fact]
    public void Provider_CurrentPointerRemains_ButEveryKeyIsLost_DoesNotStart()
    {
        DeleteKey(CreateProvider().CurrentKeyId);

        Should.Throw<KeyUnavailableException>(() => CreateProvider());
    }

    [Fact]
    public void Provider_OldKeyLost_Starts()
    {
        var provider = CreateProvider();
        var first = provider.CurrentKeyId;
        provider.AddKey("2");
        provider.SwitchTo("2");
        DeleteKey(first);

        CreateProvider().CurrentKeyId.ShouldBe("2");
    }

    [Fact]
    public void Provider_KilledBeforeTheFirstSwitch_Recovers()
    {
        var first = CreateProvider().CurrentKeyId;
        File.Delete(Path.Combine(_folder, "current"));

        CreateProvider().CurrentKeyId.ShouldBe(first);
    }

    [Fact]
    public void AddKey_Existing_IsNotReplaced()
    {
        var provider = CreateProvider();

        Should.Throw<IOException>(() => provider.AddKey(provider.CurrentKeyId));
    }

    [Fact]
    public void CreatedFiles_AreReadableByTheOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        var keyId = CreateProvider().CurrentKeyId;
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(_folder, $"kek-{keyId}.key"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_folder)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void DeleteKey(string keyId) => File.Delete(Path.Combine(_folder, $"kek-{keyId}.key"));

    private KeyFileProvider CreateProvider(bool create = true) =>
        new(Options.Create(new SecretsOptions { KeyFolder = _folder, CreateMissing = create }));
}
