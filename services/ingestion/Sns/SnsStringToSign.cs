using System.Text;

namespace CauseFlow.Ingestion.Sns;

/// <summary>
/// The exact bytes that SNS signs: name and value of some members in a fixed order, each followed by a line feed.
/// Every member behind Message is refused by the parser when it holds a control character, so the text can be taken
/// apart in only one way and no value can pose as another member.
/// </summary>
public static class SnsStringToSign
{
    public static byte[] Of(SnsMessage message)
    {
        var text = new StringBuilder(message.Message.Length + 1024);
        Append(text, "Message", message.Message);
        Append(text, "MessageId", message.MessageId);
        if (message.Type == SnsMessageType.Notification)
        {
            Append(text, "Subject", message.Subject);
            Append(text, "Timestamp", message.TimestampText);
        }
        else
        {
            Append(text, "SubscribeURL", message.SubscribeUrl);
            Append(text, "Timestamp", message.TimestampText);
            Append(text, "Token", message.Token);
        }

        Append(text, "TopicArn", message.Topic.Arn);
        Append(text, "Type", message.Type.ToString());
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, string name, string? value)
    {
        // An absent Subject is left out altogether, name included.
        if (value is not null)
        {
            text.Append(name).Append('\n').Append(value).Append('\n');
        }
    }
}
