using System.Text;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Messaging.ErrorQueues;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.TestServers;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace CauseFlow.Messaging.Tests;

/// <summary>What operators see and do, on the real server. Every test has queues of its own.</summary>
public sealed class ErrorQueueTests(RabbitMqServer rabbit) : IErrorQueueRules
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly CallerIdentity Operator = new(
        "key_op", "ten_op", new HashSet<string> { "operator" }, "req_1");

    private readonly BusParticipant _participant = new BusParticipant($"s{Guid.NewGuid():n}", null)
        .AddConsumer<LeaseClosedConsumer>();

    private readonly List<string> _recorded = [];
    private bool _canRecord = true;
    private bool _replaces;

    private string Queue => _participant.ErrorQueues.Single();

    private string Endpoint => Queue[..^"_error".Length];

    [Fact]
    public async Task A_queue_is_listed_with_its_count_and_age_and_shows_ids_but_never_what_a_message_carries()
    {
        var desk = await DeskAsync();
        await FailAsync(Envelope(Grant(Now.AddMinutes(5)), id: Guid.Parse("11111111-1111-1111-1111-111111111111")), Now.AddHours(-2));
        await FailAsync(Envelope(Resolved("inc_2")), Now.AddHours(-1));

        var list = await desk.ListAsync(Cancel);
        var looked = await desk.LookAsync(Queue, 20, Cancel);

        list.Items.ShouldBe([new ErrorQueueView(_participant.Service, Queue, 2, Now.AddHours(-2))]);
        looked.Count.ShouldBe(2);
        looked.Items.Select(item => item.At).ShouldBe([Now.AddHours(-2), Now.AddHours(-1)]);
        var first = looked.Items[0];
        (first.MessageId, first.Type, first.Readable, first.Reason, first.ExceptionType, first.At).ShouldBe(
            ("11111111-1111-1111-1111-111111111111", "AwsSessionGranted", true, "fault", "System.InvalidOperationException",
                Now.AddHours(-2)));
        first.Members["leaseId"].ShouldBe("lea_1");
        first.Members["investigationId"].ShouldBe("inv_1");
        var shown = JsonSerializer.Serialize(looked, ContractJson.Options);
        shown.ShouldNotContain("secret-token");
        shown.ShouldNotContain("secret-sentence");
        shown.ShouldNotContain("arn:aws");
        (await desk.LookAsync(Queue, 20, Cancel)).Items.Select(item => item.MessageId)
            .ShouldBe(looked.Items.Select(item => item.MessageId), "looking takes nothing away");
    }

    [Fact]
    public async Task A_message_that_was_looked_at_often_is_never_near_a_delivery_limit()
    {
        var desk = await DeskAsync();
        await FailAsync(Envelope(Resolved("inc_1")), Now);
        for (var look = 0; look < 25; look++)
        {
            (await desk.LookAsync(Queue, 5, Cancel)).Items.Count.ShouldBe(1);
        }

        await using var session = await ConnectAsync();
        var got = await session.Channel.BasicGetAsync(Queue, false, Cancel);
        Convert.ToInt32(got!.BasicProperties.Headers!["x-delivery-count"], null).ShouldBeLessThan(11);
        got.BasicProperties.Headers.ShouldContainKey("MT-Fault-Timestamp");
    }

    [Fact]
    public async Task A_redriven_message_is_where_it_failed_as_it_was_and_without_the_marks_of_the_failure()
    {
        var desk = await DeskAsync();
        var (one, other) = (Envelope(Resolved("inc_1")), Envelope(Resolved("inc_2")));
        await FailAsync(one, Now);
        await FailAsync(other, Now);

        var answer = await desk.ActAsync(Operator, Queue, new QueueActionRequest { MessageId = IdOf(other) }, false, Cancel);

        answer!.Done.ShouldBe([IdOf(other)]);
        answer.Remaining.ShouldBe(1);
        await using var session = await ConnectAsync();
        var got = await session.Channel.BasicGetAsync(Endpoint, true, Cancel);
        got!.Body.ToArray().ShouldBe(other);
        got.BasicProperties.Headers!.Keys.ShouldNotContain(name => name.StartsWith("MT-"));
        got.BasicProperties.Headers.ShouldContainKey("kept");
        got.BasicProperties.ContentType.ShouldBe("application/vnd.masstransit+json");
        (await desk.LookAsync(Queue, 20, Cancel)).Items.Single().MessageId.ShouldBe(IdOf(one));
        _recorded.Single().ShouldStartWith($"error_queue.redriven {Queue} ");
        _recorded.Single().ShouldContain("incidentId=inc_2");
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "unreadable", "message_unreadable" }, { "unknown", "message_unreadable" }, { "no id", "message_unreadable" },
        { "closed", "message_obsolete" }, { "old request", "request_expired" }, { "old grant", "lease_closed" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_could_only_fail_again_stays_and_says_why_and_can_be_discarded(string kind, string code)
    {
        var desk = await DeskAsync();
        await FailAsync(
            kind switch
            {
                "unreadable" => "{\"messageType\":["u8.ToArray(),
                "unknown" => Envelope(new { TenantId = "ten_1" }, "CauseFlow.Contracts:OfALaterRelease"),
                "no id" => Envelope(Resolved("inc_1"), id: Guid.Empty),
                "closed" => Envelope(new LeaseClosed { TenantId = "ten_1", LeaseId = "lea_1", Reason = LeaseCloseReason.Completed }),
                "old request" => Envelope(Request(Now.AddMinutes(-15))),
                _ => Envelope(Grant(Now)),
            },
            Now);
        await FailAsync(Envelope(Resolved("inc_2")), Now);

        var redriven = await desk.ActAsync(Operator, Queue, new QueueActionRequest { All = true }, false, Cancel);
        var refused = redriven!.Refused.Single();
        refused.Code.ShouldBe(code);
        redriven.Done.Count.ShouldBe(1, "the other one goes on");
        _recorded.Count.ShouldBe(1, "a refusal changes nothing");

        var discarded = await desk.ActAsync(
            Operator, Queue, new QueueActionRequest { MessageId = refused.MessageId }, true, Cancel);
        discarded!.Done.ShouldBe([refused.MessageId]);
        discarded.Remaining.ShouldBe(0);
        _recorded[1].ShouldStartWith($"error_queue.discarded {Queue} ");
        (await desk.LookAsync(Queue, 20, Cancel)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_request_that_is_still_in_time_is_sent_again()
    {
        var desk = await DeskAsync();
        await FailAsync(Envelope(Request(Now.AddMinutes(-14))), Now);
        (await desk.ActAsync(Operator, Queue, new QueueActionRequest { All = true }, false, Cancel))!.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Many_are_redriven_no_more_than_asked_for()
    {
        var desk = await DeskAsync();
        for (var i = 0; i < 4; i++)
        {
            await FailAsync(Envelope(Resolved($"inc_{i}")), Now);
        }

        var answer = await desk.ActAsync(Operator, Queue, new QueueActionRequest { All = true, Limit = 3 }, false, Cancel);
        (answer!.Done.Count, answer.Remaining).ShouldBe((3, 1));
        (await desk.LookAsync(Queue, 20, Cancel)).Items.Single().Members["incidentId"].ShouldBe("inc_3");
    }

    [Fact]
    public async Task Without_an_audit_record_nothing_happens()
    {
        var desk = await DeskAsync();
        await FailAsync(Envelope(Resolved("inc_1")), Now);
        _canRecord = false;

        (await desk.ActAsync(Operator, Queue, new QueueActionRequest { All = true }, true, Cancel)).ShouldBeNull();
        (await desk.LookAsync(Queue, 20, Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_service_sends_anew_is_not_sent_as_it_was()
    {
        var desk = await DeskAsync();
        await FailAsync(Envelope(Grant(Now.AddMinutes(5))), Now);
        _replaces = true;

        (await desk.ActAsync(Operator, Queue, new QueueActionRequest { All = true }, false, Cancel))!.Done.Count.ShouldBe(1);
        await using var session = await ConnectAsync();
        (await session.Channel.BasicGetAsync(Endpoint, true, Cancel)).ShouldBeNull();
        (await desk.LookAsync(Queue, 20, Cancel)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Queues_that_do_not_exist_yet_and_the_in_memory_bus_have_nothing()
    {
        var desk = new ErrorQueueDesk(_participant, this, Options.Create(BusSettings()));
        (await desk.ListAsync(Cancel)).Items.ShouldBeEmpty();
        (await desk.LookAsync(Queue, 20, Cancel)).Count.ShouldBe(0);
        var inMemory = new ErrorQueueDesk(_participant, this, Options.Create(new BusOptions { Host = "nowhere.invalid" }));
        (await inMemory.ListAsync(Cancel)).Items.ShouldBeEmpty();
        (await inMemory.ActAsync(Operator, Queue, new QueueActionRequest { All = true }, false, Cancel))!.Done.ShouldBeEmpty();
    }

    [Fact]
    public void A_replicas_own_endpoint_has_no_error_queue() =>
        new BusParticipant("s", null).AddTemporaryConsumer<LeaseClosedConsumer>().ErrorQueues.ShouldBeEmpty();

    public Task<bool> TryRecordAsync(
        CallerIdentity caller, string action, string queue, IReadOnlyDictionary<string, string> details,
        CancellationToken cancellationToken)
    {
        if (_canRecord)
        {
            _recorded.Add($"{action} {queue} {string.Join(' ', details.Select(detail => $"{detail.Key}={detail.Value}"))}");
        }

        return Task.FromResult(_canRecord);
    }

    public Task<RedriveVerdict> JudgeAsync(DeadMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(TrailedErrorQueueRules.Judge(message, Now, TimeSpan.FromMinutes(15)));

    public Task<bool> TryReplaceAsync(DeadMessage message, CancellationToken cancellationToken) => Task.FromResult(_replaces);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private BusOptions BusSettings() => new()
    {
        Transport = BusTransport.RabbitMq, Host = rabbit.Address.Host, Port = rabbit.Address.Port,
        Username = rabbit.Address.UserInfo.Split(':')[0], Password = rabbit.Address.UserInfo.Split(':')[1],
    };

    /// <summary>The queues as the bus declares them.</summary>
    private async Task<ErrorQueueDesk> DeskAsync()
    {
        await using var session = await ConnectAsync();
        foreach (var name in new[] { Queue, Endpoint })
        {
            await session.Channel.ExchangeDeclareAsync(name, "fanout", durable: true, cancellationToken: Cancel);
            await session.Channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Cancel);
            await session.Channel.QueueBindAsync(name, name, "", cancellationToken: Cancel);
        }

        return new ErrorQueueDesk(_participant, this, Options.Create(BusSettings()));
    }

    private async Task FailAsync(byte[] body, DateTimeOffset at)
    {
        await using var session = await ConnectAsync();
        var properties = new BasicProperties
        {
            ContentType = "application/vnd.masstransit+json",
            Headers = new Dictionary<string, object?>
            {
                ["MT-Reason"] = "fault",
                ["MT-Fault-ExceptionType"] = "System.InvalidOperationException",
                ["MT-Fault-Message"] = "secret-sentence",
                ["MT-Fault-Timestamp"] = at.ToString("O"),
                ["kept"] = "yes",
            },
        };
        await session.Channel.BasicPublishAsync(Queue, "", true, properties, body, Cancel);
    }

    private async Task<Session> ConnectAsync()
    {
        var connection = await new ConnectionFactory { Uri = rabbit.Address }.CreateConnectionAsync(Cancel);
        return new Session(connection, await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancel));
    }

    private static byte[] Envelope(object message, string? type = null, Guid? id = null) =>
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
            new Dictionary<string, object?>
            {
                [id == Guid.Empty ? "someId" : "messageId"] = id ?? Guid.NewGuid(),
                ["messageType"] = new[] { $"urn:message:{type ?? $"CauseFlow.Contracts:{message.GetType().Name}"}" },
                ["sentTime"] = Now,
                ["message"] = message,
            }, ContractJson.Options));

    private static string IdOf(byte[] envelope)
    {
        using var document = JsonDocument.Parse(envelope);
        return document.RootElement.GetProperty("messageId").GetString()!;
    }

    private static AlarmGroupResolved Resolved(string incident) =>
        new() { TenantId = "ten_1", IncidentId = incident, AsOf = Now };

    private static InvestigationRequested Request(DateTimeOffset at) => new()
    {
        TenantId = "ten_1", InvestigationId = "inv_1", IncidentId = "inc_1", IncidentKey = "key", Pass = 1,
        Trigger = InvestigationTrigger.Alarm, Window = new InvestigationWindow { From = Now, To = Now, Baselines = [] }, RequestedAt = at,
    };

    private static AwsSessionGranted Grant(DateTimeOffset expires) => new()
    {
        TenantId = "ten_1", InvestigationId = "inv_1", Pass = 1, IntegrationId = "int_1", LeaseId = "lea_1",
        SessionToken = "secret-token", ExpiresAt = expires, Purpose = LeasePurpose.Investigation,
        Target = new CollectionTarget { Accounts = ["arn:aws:secret"], Regions = [], Resources = [] },
    };

    private sealed record Session(IConnection Connection, IChannel Channel) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Channel.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
