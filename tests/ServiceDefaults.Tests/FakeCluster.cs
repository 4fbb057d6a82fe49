using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.ServiceDefaults.Tests;

/// <summary>Signs service-account tokens as an API server does, and projects them and its key set as files.</summary>
internal sealed class FakeCluster : IDisposable
{
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeflow-test-");

    public FakeCluster() => Publish(Key);

    public RsaSecurityKey Key { get; } = NewKey("key-1");

    public string KeySetFile => Path.Combine(_folder.FullName, "jwks.json");

    public string TokenFolder => Directory.CreateDirectory(Path.Combine(_folder.FullName, "tokens")).FullName;

    public (string, string)[] Settings =>
    [
        ("Identity:Kubernetes:Issuer", Issuer), ("Identity:Kubernetes:Namespace", "causeflow"), ("Identity:Kubernetes:KeySetFile", KeySetFile),
    ];

    public static RsaSecurityKey NewKey(string id) => new(RSA.Create(2048)) { KeyId = id };

    public static string KeySet(params RsaSecurityKey[] keys) => new JsonObject
    {
        ["keys"] = new JsonArray([.. keys.Select(key => key.Rsa.ExportParameters(includePrivateParameters: false)).Zip(keys, (key, named) => new JsonObject
        {
            ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = named.KeyId,
            ["n"] = Base64UrlEncoder.Encode(key.Modulus), ["e"] = Base64UrlEncoder.Encode(key.Exponent),
        })]),
    }.ToJsonString();

    public void Publish(params RsaSecurityKey[] keys) => File.WriteAllText(KeySetFile, KeySet(keys));

    public void Project(string audience, string token) => File.WriteAllText(Path.Combine(TokenFolder, audience), token + "\n");

    /// <summary>Whose tokens begin now: the receiver's clock, where that is not the machine's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public string Token(
        string subject = "system:serviceaccount:causeflow:caller", string? audience = "causeflow-shop", string issuer = Issuer,
        SecurityKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256, TimeSpan? begins = null, TimeSpan? lifetime = null)
    {
        var now = Time.GetUtcNow().UtcDateTime + (begins ?? TimeSpan.Zero);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            TokenType = null,
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = new[] { "admin" } },
            IssuedAt = now,
            NotBefore = now,
            Expires = lifetime == Timeout.InfiniteTimeSpan ? null : now + (lifetime ?? TimeSpan.FromMinutes(10)),
            SigningCredentials = new SigningCredentials(key ?? Key, algorithm),
        });
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
