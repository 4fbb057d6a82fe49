using System.Net;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Messaging.ErrorQueues;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace CauseFlow.Messaging.Tests;

/// <summary>In whose audit chain an operator's hand in a queue stands.</summary>
public sealed class ErrorQueueRecordTests
{
    private const string Own = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private const string Other = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW";
    private static readonly CallerIdentity Operator = new("key_op", Own, new HashSet<string> { "operator" }, "req_1");

    [Fact]
    public async Task A_message_of_another_tenant_is_recorded_there_first()
    {
        using var broker = new FakeBroker();

        (await RecordAsync(broker, Other)).ShouldBeTrue();

        broker.Entries.Select(entry => entry.TenantId).ShouldBe([Other, Own]);
        broker.Entries[0].Details!.Keys.ShouldBe(["messageId", "type", "tenantId", "incidentId", "requestId"], ignoreOrder: true);
        broker.Entries[1].Details!.Keys.ShouldBe(["messageId", "type", "requestId"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(Own)]
    [InlineData("ten_1")]
    [InlineData(null)]
    public async Task A_message_of_the_operators_tenant_or_of_none_is_recorded_once(string? tenant)
    {
        using var broker = new FakeBroker();

        (await RecordAsync(broker, tenant)).ShouldBeTrue();

        broker.Entries.ShouldHaveSingleItem().TenantId.ShouldBe(Own);
        broker.Entries[0].Details!["incidentId"].ShouldBe("inc_1");
    }

    [Fact]
    public async Task Without_the_record_of_the_tenant_nothing_is_done()
    {
        using var broker = new FakeBroker { Answer = HttpStatusCode.ServiceUnavailable };

        (await RecordAsync(broker, Other)).ShouldBeFalse();

        broker.Entries.Count.ShouldBe(1);
    }

    private static async Task<bool> RecordAsync(FakeBroker broker, string? tenant)
    {
        using var client = new HttpClient(broker, disposeHandler: false) { BaseAddress = new Uri("http://127.0.0.1") };
        var trail = new AuditTrail(client, TimeProvider.System, NullLogger<AuditTrail>.Instance);
        var details = new Dictionary<string, string> { ["messageId"] = "m", ["type"] = "AlarmReceived", ["incidentId"] = "inc_1" };
        if (tenant is not null)
        {
            details["tenantId"] = tenant;
        }

        return await new TrailedErrorQueueRules(trail, TimeProvider.System, TimeSpan.FromMinutes(15)).TryRecordAsync(
            Operator, "error_queue.discarded", "q_error", details, TestContext.Current.CancellationToken);
    }

    private sealed class FakeBroker : HttpMessageHandler
    {
        public HttpStatusCode Answer { get; init; } = HttpStatusCode.OK;

        public List<AuditEntry> Entries { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Entries.Add(JsonSerializer.Deserialize<AuditEntry>(body, ContractJson.Options)!);
            return new HttpResponseMessage(Answer);
        }
    }
}
