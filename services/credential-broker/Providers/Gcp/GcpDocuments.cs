using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>
/// Reads a pasted service-account key or federation document. It comes from outside and names addresses and files: only the
/// members that are named here are read, no file is opened, and no address is called that is not Google's or the operator's.
/// </summary>
public sealed class GcpDocuments(GoogleEndpoints endpoints)
{
    private const int MaxBytes = 16 * 1024;
    private const int MaxDepth = 8;
    private const int MinKeyBits = 2048;

    /// <summary>Every mint signs with it: a key of 16,384 bits would cost a second each time.</summary>
    private const int MaxKeyBits = 4096;
    private const string PemStart = "-----BEGIN PRIVATE KEY-----";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private const string IdTokenType = "urn:ietf:params:oauth:token-type:id_token";

    /// <summary>The credential, or what is wrong with the document.</summary>
    /// <param name="pasted">The document as an object, or as a string that holds it.</param>
    internal (GcpCredential? Credential, string? Error) Read(JsonElement? pasted)
    {
        if (pasted is not { ValueKind: JsonValueKind.Object or JsonValueKind.String } given)
        {
            return (null, "Paste the service account's key, or the federation document of the set-up page, as it is.");
        }

        try
        {
            var text = TextOf(given);
            if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
            {
                return (null, $"The document has more than {MaxBytes} bytes.");
            }

            using var document = JsonDocument.Parse(
                text, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : (null, "The document must be a JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser takes half a surrogate pair, and only reading it as text fails.
            return (null, "The document is no JSON, is nested too deeply, names a member twice, or holds text that is none.");
        }
    }

    /// <summary>The document itself, where it was given as a string that holds it.</summary>
    internal static string TextOf(JsonElement given) =>
        given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText();

    private (GcpCredential? Credential, string? Error) Read(JsonElement root) => Text(root, "type") switch
    {
        "service_account" => Key(root),
        "external_account" => Federation(root),
        "authorized_user" => (null, "This is a person's credential. Use a service account's key or workload identity federation."),
        _ => (null, "Its type must be service_account or external_account."),
    };

    private (GcpCredential? Credential, string? Error) Key(JsonElement root)
    {
        var (email, key) = (Text(root, "client_email"), Text(root, "private_key"));
        if (!GcpNames.IsServiceAccount(email))
        {
            return (null, "client_email must be a service account's address, <name>@<project>.iam.gserviceaccount.com.");
        }

        if (!IsPrivateKey(key))
        {
            return (null, "private_key must be an RSA key of 2,048 to 4,096 bits as it stands in the file from Google.");
        }

        if (!endpoints.TryTakeTokenUri(Text(root, "token_uri"), out var tokenUri))
        {
            return (null, "token_uri must be Google's (https://oauth2.googleapis.com/token): anybody else would get the signed "
                + "request. An operator may add a host (Broker:Tokens:GoogleTokenHosts).");
        }

        return (new GcpCredential(
            new GcpSettings { ServiceAccount = email, KeyId = KeyIdOf(root), TokenUri = tokenUri }, key, []), null);
    }

    private static (GcpCredential? Credential, string? Error) Federation(JsonElement root)
    {
        var (audience, type) = (Text(root, "audience"), Text(root, "subject_token_type") ?? JwtType);
        if (!GcpNames.IsProvider(audience))
        {
            return (null, "audience must be //iam.googleapis.com/projects/<number>/locations/global/workloadIdentityPools/"
                + "<pool>/providers/<provider>.");
        }

        if (type is not (JwtType or IdTokenType))
        {
            return (null, $"subject_token_type must be {JwtType}: the broker proves itself with a token of its own. Make the "
                + "provider an OIDC provider with the issuer of the set-up page.");
        }

        string? account = null;
        if (root.TryGetProperty("service_account_impersonation_url", out var url) && url.ValueKind != JsonValueKind.Null
            && (account = GcpNames.ImpersonatedBy(url.ValueKind == JsonValueKind.String ? url.GetString() : "")) is null)
        {
            return (null, "service_account_impersonation_url must be https://iamcredentials.googleapis.com/v1/projects/-/"
                + "serviceAccounts/<service account>:generateAccessToken.");
        }

        return (new GcpCredential(
            new GcpSettings { ServiceAccount = account, Audience = audience, SubjectTokenType = type }, null, NotesOn(root)), null);
    }

    /// <summary>What the document asks for and is not done, so that nobody wonders.</summary>
    private static List<string> NotesOn(JsonElement root)
    {
        var notes = new List<string>();
        if (root.TryGetProperty("credential_source", out _))
        {
            notes.Add("credential_source of the document is ignored: no file, address or program that it names is used. The "
                + "broker proves itself with a token of its own.");
        }

        if (Text(root, "token_url") is { } url && url != "https://sts.googleapis.com/v1/token")
        {
            notes.Add("token_url of the document is ignored: tokens are exchanged at Google's own address.");
        }

        return notes;
    }

    private static bool IsPrivateKey(string? pem)
    {
        if (pem?.StartsWith(PemStart, StringComparison.Ordinal) != true)
        {
            return false;
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return rsa.KeySize is >= MinKeyBits and <= MaxKeyBits;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static string? KeyIdOf(JsonElement root) =>
        Text(root, "private_key_id") is { Length: > 0 and <= 64 } id && id.All(char.IsAsciiLetterOrDigit) ? id : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
