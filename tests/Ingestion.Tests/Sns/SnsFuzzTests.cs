using System.Net;
using System.Net.Http.Json;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Webhooks;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>
/// Hostile messages by the thousand over real HTTP: half of them validly signed, so that what lies behind the signature is reached.
/// Each gets an answer, and no 5xx but what asks SNS to deliver again.
/// </summary>
public sealed class SnsFuzzTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    /// <summary>A clock that differs, a certificate that cannot be fetched now, more held than a route may hold.</summary>
    private static readonly string[] Later = ["from_the_future", "certificate_unreachable", "certificate_not_yet_valid", "held_full"];

    [Fact]
    public async Task Every_message_is_answered()
    {
        await host.ConnectAsync();
        var alarm = AlarmMessages.Metric("errors", AlarmState.Alarm, host.Now);
        var corpus = new[]
        {
            Encoding.UTF8.GetString(host.Signed(SnsSigner.Notification(host.Now, alarm))),
            Encoding.UTF8.GetString(host.Signed(SnsSigner.Confirmation(host.Now))), alarm,
        };
        await FuzzRun.OnAsync("SNS webhook over HTTP", corpus, async (input, mutator) =>
        {
            var body = mutator.Below(2) == 0 ? input : Signed(mutator, Encoding.UTF8.GetString(input));
            using var answer = await host.PostAsync(body);
            if ((int)answer.StatusCode >= 500)
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                Later.ShouldContain((await answer.Content.ReadFromJsonAsync<ApiError>(ContractJson.Options))!.Error);
            }

            return answer.StatusCode == HttpStatusCode.OK;
        });

        // It still does what it is for, and has decided what it took.
        using var good = await host.PostAsync(host.Signed(SnsSigner.Notification(host.Now, alarm)));
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
        await host.UntilAsync(db => Task.FromResult(!db.Deliveries.Any(row => row.DecideAt != null)));
    }

    /// <summary>One field is hostile, and all of it is signed by the right key.</summary>
    private byte[] Signed(Mutator mutator, string hostile)
    {
        var fields = mutator.Below(4) == 0 ? SnsSigner.Confirmation(host.Now) : SnsSigner.Notification(host.Now);
        var names = fields.Keys.Where(name => name != "SignatureVersion").ToList();
        var name = mutator.Below(2) == 0 ? "Message" : names[mutator.Below(names.Count)];
        fields[name] = name is "Message" or "Subject" ? hostile : fields[name] + hostile[..Math.Min(hostile.Length, mutator.Below(64))];
        if (name == "Type")
        {
            fields["Type"] = "Notification";
        }

        return host.Signed(fields);
    }
}
