using System.Net;
using System.Security.Cryptography;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Notifications;
using CauseFlow.Investigations.Notifications.Channels;
using CauseFlow.Investigations.Notifications.Deliveries;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Investigations.Tests.Notifications;

/// <summary>What each channel is sent, and where channels may lead.</summary>
public sealed class ChannelTests
{
    private const string Hostile = "<!channel> <http://evil|click> & *bold* `code` [link](http://evil) @here \u202e\u001b[31m\r\n# x";
    private static readonly FakeTimeProvider Time = new(Flow.Onset);

    [Fact]
    public void Slack_ShowsForeignTextAsPlainText_AndEscapesTheFallback()
    {
        var body = SlackMessage.Of(Content(NotificationEvent.CauseFound));

        body["text"]!.GetValue<string>().ShouldNotContain("<");
        body["text"]!.GetValue<string>().ShouldContain("&lt;!channel&gt;");
        var texts = body["blocks"]!.AsArray().SelectMany(block => block!["text"] is { } text ? [text] : Array.Empty<object>()).Cast<System.Text.Json.Nodes.JsonObject>().ToList();
        texts.Count.ShouldBe(3);
        texts.ShouldAllBe(text => text["type"]!.GetValue<string>() == "plain_text");
        texts[0]["text"]!.GetValue<string>().Length.ShouldBeLessThanOrEqualTo(150);
        var all = body.ToJsonString();
        all.ShouldContain("95 % bad configuration");
        all.ShouldContain("https://causeflow.example.com/incidents/inc_1");
        all.ShouldNotContain("\\u202E", Case.Insensitive);
        all.ShouldNotContain("\\u001B[31m", Case.Insensitive);
    }

    [Fact]
    public void Teams_HasNoTextThatIsRenderedAsMarkdown()
    {
        var card = TeamsMessage.Of(Content(NotificationEvent.CauseFound))["attachments"]![0]!["content"]!;

        card["type"]!.GetValue<string>().ShouldBe("AdaptiveCard");
        card["body"]!.AsArray().ShouldAllBe(block => block!["type"]!.GetValue<string>() == "RichTextBlock");
        card["actions"]![0]!["url"]!.GetValue<string>().ShouldBe("https://causeflow.example.com/incidents/inc_1");
    }

    [Fact]
    public void PagerDuty_FoldsAnIncidentsEvents_AndEndsThemWithTheResolve()
    {
        var opened = PagerDutyEvent.Of(Content(NotificationEvent.Opened) with { Cause = null, Confidence = null }, "key");
        var found = PagerDutyEvent.Of(Content(NotificationEvent.CauseFound) with { Cause = new string('x', 3_000) }, "key");
        var resolved = PagerDutyEvent.Of(Content(NotificationEvent.Resolved), "key");

        new[] { opened, found, resolved }.Select(one => one["dedup_key"]!.GetValue<string>()).ShouldAllBe(key => key == "inc_1");
        new[] { opened, found, resolved }.Select(one => one["event_action"]!.GetValue<string>()).ShouldBe(["trigger", "trigger", "resolve"]);
        found["payload"]!["summary"]!.GetValue<string>().Length.ShouldBe(1_024);
        found["payload"]!["severity"]!.GetValue<string>().ShouldBe("error");
        found["payload"]!["custom_details"]!["fact_1"]!.GetValue<string>().ShouldNotBeNullOrEmpty();
        opened["payload"]!["source"]!.GetValue<string>().ShouldBe("checkout");
    }

    [Fact]
    public void AWebhook_IsSigned_OverTheTimeAndTheRawBody()
    {
        var secret = new ChannelSecret { Url = "https://example.com/hook", SigningKey = "0123456789abcdef" };

        var request = new ChannelRequests(Options.Create(new NotificationOptions()), Time)
            .Of(Delivery(ChannelKind.Webhook), Content(NotificationEvent.CauseFound), secret);

        var timestamp = request.Headers["X-CauseFlow-Timestamp"];
        timestamp.ShouldBe("1772452800");
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. request.Body];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes("0123456789abcdef"), signed);
        request.Headers["X-CauseFlow-Signature"].ShouldBe("v1=" + Convert.ToHexStringLower(expected));
        request.ToString().ShouldNotContain("example.com");
        secret.ToString().ShouldNotContain("0123");
    }

    [Theory]
    [InlineData("http://hooks.slack.com/x")]
    [InlineData("ftp://hooks.slack.com/x")]
    [InlineData("https://user:secret@hooks.slack.com/x")]
    [InlineData("https://hooks.slack.com/x#y")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://2130706433/x")]
    [InlineData("https://0x7f.1/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://[::ffff:10.0.0.1]/x")]
    [InlineData("https://[fe80::1]/x")]
    [InlineData("https://[64:ff9b::a9fe:a9fe]/x")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://10.1.2.3/x")]
    [InlineData("https://100.100.100.200/x")]
    [InlineData("https://0.0.0.0/x")]
    [InlineData("https://169.254.169.254./x")]
    public void AnAddressThatOnlyThisMachineCanReach_IsRefused(string url) =>
        Addresses(new()).ProblemOf(new Uri(url)).ShouldNotBeNull();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("93.184.216.34", "10.0.0.1")]
    [InlineData("fd00:ec2::254")]
    public async Task ANameThatLeadsThere_IsRefusedWhenItIsUsed(params string[] answers)
    {
        var http = Http(new NotificationOptions(), answers);

        var outcome = await http.SendAsync(Request("https://rebinding.example/x"), default);

        outcome.ShouldBe(await UnknownNameAsync(), "what tells them apart tells which names there are inside");
        (outcome.Error, outcome.IsFinal).ShouldBe(("name_not_usable", false));
    }

    /// <summary>What comes of a name that nobody knows.</summary>
    private static Task<SendOutcome> UnknownNameAsync()
    {
        var addresses = new ChannelAddresses(Options.Create(new NotificationOptions()),
            (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));
        return new ChannelHttp(Options.Create(new NotificationOptions()), addresses, new WebProxy())
            .SendAsync(Request("https://nowhere.example/x"), default);
    }

    [Fact]
    public async Task WhatTheOperatorAllowed_IsReached_AndNothingElse()
    {
        await using var receiver = await Receiver.StartAsync();
        var options = new NotificationOptions { AllowedNetworks = ["127.0.0.0/8"], AllowPlainHttp = true };

        (await Http(options, "127.0.0.1").SendAsync(Request(receiver.Url.Replace("127.0.0.1", "inside.example", StringComparison.Ordinal)), default))
            .IsTaken.ShouldBeTrue();
        (await Http(options, "93.184.216.34").SendAsync(Request("http://outside.example/x"), default))
            .Error.ShouldBe("name_not_usable", "plain http is for the allowed networks alone");
        Addresses(options).ProblemOf(new Uri("https://10.1.2.3/x")).ShouldNotBeNull();
        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ANameIsChecked_AlsoWhenAProxyIsInCharge()
    {
        await using var proxy = await Receiver.StartAsync();
        var options = new NotificationOptions { AllowedNetworks = ["10.0.0.0/8"], AllowPlainHttp = true };
        var request = Request("http://inside.example/x");

        (await Proxied("169.254.169.254").SendAsync(request, default)).Error.ShouldBe("name_not_usable");
        proxy.Requests.ShouldBeEmpty();
        (await Proxied("10.0.0.1").SendAsync(request, default)).IsTaken.ShouldBeTrue();
        options.ProxyResolvesNames = true;
        (await Proxied("169.254.169.254").SendAsync(request, default)).IsTaken.ShouldBeTrue("the operator has left it to the proxy");
        proxy.Requests.Count.ShouldBe(2);

        ChannelHttp Proxied(string answer) => new(Options.Create(options), Addresses(options, answer), new WebProxy(proxy.Url));
    }

    [Fact]
    public async Task ARedirect_IsNotFollowed_AndSilenceEndsInTime()
    {
        await using var receiver = await Receiver.StartAsync();
        var http = Http(new NotificationOptions { AllowedNetworks = ["127.0.0.0/8"], AllowPlainHttp = true, TimeoutSeconds = 1 });
        receiver.Answers.Enqueue(context => context.Response.Redirect("http://127.0.0.1:1/elsewhere"));

        var redirected = await http.SendAsync(Request(receiver.Url), default);
        (redirected.Status, redirected.Error, redirected.IsFinal).ShouldBe((302, "redirected", true));

        var silence = new TaskCompletionSource();
        receiver.Meanwhile = () => silence.Task;
        (await http.SendAsync(Request(receiver.Url), default)).Error.ShouldBe("timed_out");
        silence.SetResult();
    }

    [Fact]
    public async Task ACall_MakesNoSpan_SinceItsAddressIsASecret()
    {
        await using var receiver = await Receiver.StartAsync();
        var seen = new List<string>();
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
                System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.AddRange(activity.TagObjects.Select(tag => $"{tag.Value}")),
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        var options = new NotificationOptions { AllowedNetworks = ["127.0.0.0/8"], AllowPlainHttp = true };

        await Http(options).SendAsync(Request(receiver.Url + "/services/T0/B0/secret-of-the-address"), default);

        seen.Where(tag => tag.Contains("secret-of-the-address", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, null, 15)]
    [InlineData(3, null, 60)]
    [InlineData(40, null, 900)]
    [InlineData(1, 120, 120)]
    [InlineData(1, 999_999, 3_600)]
    [InlineData(2, -5, 30)]
    public void APause_DoublesAndIsBounded_AndIsAsLongAsAsked(int attempts, int? asked, int seconds) =>
        RetryPause.After(attempts, TimeSpan.FromSeconds(15), asked is { } wish ? TimeSpan.FromSeconds(wish) : null, spread: 0)
            .ShouldBe(TimeSpan.FromSeconds(seconds));

    private static NotificationContent Content(NotificationEvent happened) => new()
    {
        Event = happened, IncidentId = "inc_1", Title = ShownText.Of(Hostile, 200), Severity = IncidentSeverity.High,
        Status = "investigating", Source = "cloudwatch", At = Flow.Onset, Headline = ShownText.Of(Hostile, 500),
        Cause = ShownText.Of(Hostile, 500), Category = "bad_configuration", Resource = "checkout", Confidence = 0.95,
        Facts = [ShownText.Of(Hostile, 500), "second", "third"], NextStep = ShownText.Of(Hostile, 500),
        Link = new Uri("https://causeflow.example.com/incidents/inc_1"),
    };

    private static NotificationDeliveryRow Delivery(ChannelKind kind) => new()
    {
        Id = "ntf_1", TenantId = Flow.Tenant, EventId = "nev_1", ChannelId = "chn_1", ChannelName = "night", Kind = kind,
        Event = NotificationEvent.CauseFound, State = DeliveryState.Pending, CreatedAt = Flow.Onset, GiveUpAt = Flow.Onset,
    };

    private static ChannelRequest Request(string url) => new(new Uri(url), "{}"u8.ToArray(), new Dictionary<string, string>());

    private static ChannelAddresses Addresses(NotificationOptions options, params string[] answers) => new(
        Options.Create(options), (host, _) => Task.FromResult(
            answers.Length > 0 ? [.. answers.Select(IPAddress.Parse)] : new[] { IPAddress.Parse(host) }));

    private static ChannelHttp Http(NotificationOptions options, params string[] answers) =>
        new(Options.Create(options), Addresses(options, answers), new WebProxy());
}
