using System.Net;
using System.Text.Json;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Ingestion.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Webhooks;

/// <summary>What an admin sees when SNS says that a subscription is over, through the whole service.</summary>
public sealed class SubscriptionEndTests : IAsyncLifetime
{
    private const string Token = "canarytoken5f1e77";
    private readonly WebhookHost _web = new();

    public ValueTask InitializeAsync() => _web.InitializeAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task An_ended_subscription_is_shown_as_ended_and_a_later_one_of_its_topic_lives()
    {
        await _web.ConnectAsync();
        await SubscribeAsync();
        var calls = _web.Sns.Calls.Count;
        var sentAt = await EndAsync(_web.Now);

        var ended = (await ConfirmationsAsync()).ShouldHaveSingleItem();
        ended.GetProperty("status").GetString().ShouldBe("ended");
        ended.GetProperty("endedAt").GetDateTimeOffset().ShouldBe(sentAt, TimeSpan.FromMilliseconds(1));
        var row = (await _web.AdminAsync(HttpMethod.Get, "/v1/webhooks/deliveries")).GetProperty("items")[0];
        row.GetProperty("verdict").GetString().ShouldBe("accepted");
        row.GetProperty("reason").GetString().ShouldBe("subscription_ended");
        row.GetProperty("remedy").GetString()!.ShouldContain("subscribe the webhook's address to it again");
        (await _web.ReadAsync(db => db.AcceptedTopics.CountAsync())).ShouldBe(1);
        _web.Sns.Calls.Count.ShouldBe(calls, "the address in the message would subscribe again");
        await _web.AssertNoCanaryAsync(Token);

        await SubscribeAsync();
        (await ConfirmationsAsync()).Select(item => item.GetProperty("status").GetString()).ShouldBe(["confirmed", "ended"]);
    }

    [Fact]
    public async Task The_end_of_a_subscription_at_the_old_key_leaves_the_one_at_the_new_key()
    {
        await _web.ConnectAsync();
        await SubscribeAsync();
        var old = _web.Webhook;
        _web.Webhook = (await _web.AdminAsync(HttpMethod.Post, "/v1/webhooks/cloudwatch/rotate")).GetProperty("url").GetString()!;
        await SubscribeAsync();
        _web.Webhook = old;
        await EndAsync(_web.Now);
        (await ConfirmationsAsync()).Select(item => item.GetProperty("status").GetString()).ShouldBe(["confirmed", "ended"]);
    }

    [Fact]
    public async Task An_end_that_is_older_than_the_subscription_ends_nothing()
    {
        await _web.ConnectAsync();
        await SubscribeAsync();
        await EndAsync(_web.Now.AddMinutes(-5));
        (await ConfirmationsAsync()).ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("confirmed");
    }

    [Fact]
    public async Task After_the_integration_is_gone_the_end_is_shown_as_well_and_the_message_stays_held()
    {
        await _web.ConnectAsync();
        await SubscribeAsync();
        await _web.ConnectAsync(topics: [], version: 2);
        await EndAsync(_web.Now);
        (await ConfirmationsAsync()).ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("ended");
        (await _web.ReadAsync(db => db.Deliveries.SingleAsync(row => row.Reason == "subscription_ended")))
            .Verdict.ShouldBe(DeliveryVerdict.Held);
    }

    private async Task SubscribeAsync()
    {
        var before = await _web.ReadAsync(db => db.Confirmations.CountAsync(row => row.Status == ConfirmationStatus.Confirmed));
        (await _web.PostAsync(_web.Signed(SnsSigner.Confirmation(_web.Now, Token)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _web.UntilAsync(async db =>
            await db.Confirmations.CountAsync(row => row.Status == ConfirmationStatus.Confirmed) == before + 1);
    }

    private async Task<DateTimeOffset> EndAsync(DateTimeOffset at)
    {
        var body = _web.Signed(SnsSigner.Confirmation(at, Token, type: "UnsubscribeConfirmation"));
        (await _web.PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _web.UntilAsync(db => db.Deliveries.AnyAsync(row => row.Reason == "subscription_ended"));
        return at;
    }

    private async Task<List<JsonElement>> ConfirmationsAsync() =>
        [.. (await _web.AdminAsync(HttpMethod.Get, "/v1/webhooks/confirmations")).GetProperty("items").EnumerateArray()];
}
