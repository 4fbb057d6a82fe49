using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.CollectorAzure.Clients;

namespace CauseFlow.CollectorAzure.Tests;

public sealed class MetricsClientTests
{
    private const string Site = "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/g/providers/Microsoft.Web/sites/a";

    [Theory]
    [InlineData("x eq 'a' or StatusCode", 0)]
    [InlineData("StatusCode", 1)]
    [InlineData("request/resultCode", 1)]
    public async Task A_dimension_whose_name_is_an_expression_is_not_asked_for(string name, int calls)
    {
        var arm = new Arm();
        var key = new MetricKey(null, "Http5xx", "total", new Dictionary<string, string> { [name] = "5'00" });

        var values = (await new MetricsClient(arm).GetAsync(
            AzureId.Parse(Site)!, [key], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), 60,
            new CallBudget(new Dictionary<string, int>(), 0).MeterFor("metrics"), TestContext.Current.CancellationToken)).Values.ShouldHaveSingleItem();

        values.Points.ShouldBeEmpty();
        arm.Paths.Count.ShouldBe(calls);
        arm.Paths.ShouldAllBe(path => path.Contains(Uri.EscapeDataString($"{name} eq '5''00'"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PT5M", 300)]
    [InlineData("PT1M", 60)]
    [InlineData("P9999999999D", 60)]
    [InlineData("soon", 60)]
    public async Task The_period_is_the_one_that_Azure_answered_in(string interval, int seconds)
    {
        var arm = new Arm($$"""{"interval":"{{interval}}","value":[]}""");

        var answer = await new MetricsClient(arm).GetAsync(
            AzureId.Parse(Site)!, [new MetricKey(null, "Http5xx", "total", new Dictionary<string, string>())], DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddHours(1), 60, new CallBudget(new Dictionary<string, int>(), 0).MeterFor("metrics"),
            TestContext.Current.CancellationToken);

        answer.PeriodSeconds.ShouldBe(seconds);
    }

    private sealed class Arm(string answer = "{}") : IArmClient
    {
        public List<string> Paths { get; } = [];

        public Task<JsonElement> GetAsync(string permission, string path, string scope, CallMeter calls, CancellationToken cancellationToken)
        {
            Paths.Add(path);
            return Task.FromResult(JsonDocument.Parse(answer).RootElement);
        }

        public Task<ArmPages<T>> ListAsync<T>(
            string permission, string path, string scope, Func<JsonElement, T> keep, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<JsonElement> PostAsync(
            string permission, string path, string scope, string body, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
