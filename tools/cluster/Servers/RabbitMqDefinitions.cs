using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CauseFlow.Cluster.Servers;

/// <summary>
/// What RabbitMQ loads at its start: one user for each service, with the permissions of <c>deploy/rabbitmq/permissions.json</c>
/// and a password of its own that stands there only as a salted hash.
/// </summary>
public static class RabbitMqDefinitions
{
    /// <param name="permissions">The text of that file.</param>
    /// <param name="passwords">By service.</param>
    public static string Create(string permissions, IReadOnlyDictionary<string, string> passwords)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        var allowed = JsonNode.Parse(permissions)!.AsObject();
        return new JsonObject
        {
            ["vhosts"] = new JsonArray(new JsonObject { ["name"] = "/" }),
            ["users"] = new JsonArray([.. passwords.Select(user => new JsonObject
            {
                ["name"] = user.Key,
                ["password_hash"] = HashOf(user.Value),
                ["hashing_algorithm"] = "rabbit_password_hashing_sha256",
                ["tags"] = "",
            })]),
            ["permissions"] = new JsonArray([.. passwords.Keys.Select(user => new JsonObject
            {
                ["user"] = user,
                ["vhost"] = "/",
                ["configure"] = Of(allowed, user, "configure"),
                ["write"] = Of(allowed, user, "write"),
                ["read"] = Of(allowed, user, "read"),
            })]),
        }.ToJsonString();
    }

    private static string Of(JsonObject allowed, string user, string right) => (string)allowed[user]![right]!;

    /// <summary>Base 64 of four bytes of salt and the SHA-256 of salt and password, as RabbitMQ's documentation of passwords says.</summary>
    private static string HashOf(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
