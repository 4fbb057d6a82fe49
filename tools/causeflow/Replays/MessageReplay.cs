using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Replays;

/// <summary>
/// <c>causeflow replay message FILE</c>: delivers a saved SNS message to the tenant's own webhook once more, and shows what became of
/// it. Its signature and age are checked as on the first day, so that only a young one is taken.
/// </summary>
internal static class MessageReplay
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxLooks = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The body as SNS sent it; - for standard input." };
        var command = new Command("message", "Delivers a saved SNS message to your webhook again, and shows the verdict.") { file };
        command.Does(async (session, cancellationToken) =>
        {
            var body = await ReadAsync(session.Of(file), cancellationToken);
            var message = Parsed(body);
            var address = await AddressAsync(session, cancellationToken);
            var since = Session.Clock.GetUtcNow().AddMinutes(-1);
            var (status, answer) = await session.Api.PostPlainAsync(
                address, body, new Dictionary<string, string> { ["x-amz-sns-message-type"] = message.Text("Type") }, cancellationToken);
            if ((int)status >= 300)
            {
                throw ApiException.Of(status, null, answer);
            }

            var delivery = await DeliveryAsync(session, message.Text("MessageId"), since, cancellationToken);
            if (session.Screen.IsJson)
            {
                session.Screen.Json(delivery.ValueKind == JsonValueKind.Undefined ? "null" : delivery.GetRawText());
            }
            else if (delivery.ValueKind == JsonValueKind.Undefined)
            {
                session.Screen.Line("It was taken. `causeflow deliveries` shows what became of it.");
            }
            else
            {
                session.Screen.Line(PlainText.Line($"{delivery.Text("verdict")} {delivery.Text("incidentId")} "
                    + $"{delivery.Text("reason")} {delivery.Text("remedy")}").TrimEnd());
            }

            return delivery.Text("verdict") == "rejected" ? ExitCodes.Failure : ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The address holds a key, so it is asked for and never an argument.</summary>
    private static async Task<Uri> AddressAsync(Session session, CancellationToken cancellationToken)
    {
        var webhooks = await session.Api.GetAsync("v1/webhooks", cancellationToken);
        var url = webhooks.Root.Items("items").Where(item => item.Text("provider") == "cloudwatch")
            .Select(item => item.Text("url")).FirstOrDefault();

        // By the address that the person uses: the public one may be that of a proxy that cannot be reached from here.
        return url is not null && Uri.TryCreate(session.Api.Url, url, out var address)
            ? new Uri(session.Api.Url, address.AbsolutePath.TrimStart('/'))
            : throw new CommandException("This tenant has no webhook of CloudWatch.");
    }

    /// <summary>It is decided a moment after it was taken.</summary>
    private static async Task<JsonElement> DeliveryAsync(
        Session session, string messageId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        JsonElement found = default;
        for (var look = 0; look < MaxLooks; look++)
        {
            var page = await session.Api.GetAsync("v1/webhooks/deliveries" + Query.Of(
                [("provider", "cloudwatch"), ("from", Choices.Of(since)), ("limit", "100")]), cancellationToken);
            found = page.Root.Items("items").FirstOrDefault(item => item.Text("messageId") == messageId);
            if (found.ValueKind != JsonValueKind.Undefined
                && (found.Text("verdict") != "accepted" || found.Text("incidentId").Length > 0))
            {
                break;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return found;
    }

    private static JsonElement Parsed(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var message = document.RootElement.Clone();
            return message.Text("MessageId").Length > 0 && message.Text("Signature").Length > 0 ? message
                : throw new CommandException("This is no message of SNS: it has no MessageId or no Signature.");
        }
        catch (JsonException exception)
        {
            throw new CommandException("The file is not JSON.", "Save the body of the request as SNS sent it.", exception);
        }
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new StreamReader(file == "-" ? Console.OpenStandardInput() : File.OpenRead(file));
            var buffer = new char[MaxBytes + 1];
            var length = await reader.ReadBlockAsync(buffer, cancellationToken);
            return length <= MaxBytes ? new string(buffer, 0, length) : throw new CommandException("No message of SNS is that large.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read.", "Does it exist, and is it yours?", exception);
        }
    }
}
