using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Sns;

/// <summary>
/// Signs SNS messages as AWS does: version 1 is SHA-1, version 2 is SHA-256, both RSA PKCS#1 v1.5, over the names and
/// values of fixed members (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html).
/// </summary>
public sealed class SnsMessageSigner(RSA key, Uri certificateUrl)
{
    private static readonly string[] NotificationMembers =
        ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];

    private static readonly string[] ConfirmationMembers =
        ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    /// <summary>A key object may not be used by two threads at once.</summary>
    private readonly Lock gate = new();

    /// <summary>Where the certificate of the key is served.</summary>
    public Uri CertificateUrl => certificateUrl;

    /// <summary>Member names and values, each followed by a line feed; absent or null members are left out.</summary>
    public static string StringToSign(JsonObject message)
    {
        var names = (string?)message["Type"] == "Notification" ? NotificationMembers : ConfirmationMembers;
        var text = new StringBuilder();
        foreach (var name in names)
        {
            if ((string?)message[name] is { } value)
            {
                text.Append(name).Append('\n').Append(value).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Returns a copy with SignatureVersion, Signature and SigningCertURL; any fields may be in it.</summary>
    /// <param name="message">The message; a SigningCertURL that it already has is kept, so that a test can lie.</param>
    /// <param name="signatureVersion">"1" or "2".</param>
    [SuppressMessage("Security", "CA5350", Justification = "Signature version 1 of SNS is defined as SHA-1.")]
    public JsonObject Sign(JsonObject message, string signatureVersion)
    {
        ArgumentNullException.ThrowIfNull(message);
        var hash = signatureVersion switch
        {
            "1" => HashAlgorithmName.SHA1,
            "2" => HashAlgorithmName.SHA256,
            _ => throw new ArgumentOutOfRangeException(nameof(signatureVersion), "SNS has versions 1 and 2."),
        };
        var signed = message.DeepClone().AsObject();
        var text = Encoding.UTF8.GetBytes(StringToSign(signed));
        byte[] signature;
        lock (gate)
        {
            signature = key.SignData(text, hash, RSASignaturePadding.Pkcs1);
        }

        signed["SignatureVersion"] = signatureVersion;
        signed["Signature"] = Convert.ToBase64String(signature);
        signed["SigningCertURL"] ??= certificateUrl.AbsoluteUri;
        return signed;
    }
}
