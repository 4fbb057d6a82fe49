using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Sources;

namespace CauseFlow.CollectorGcp.Tests;

public sealed class GcpFilterTests
{
    [Theory]
    [InlineData("checkout", "\"checkout\"")]
    [InlineData("a\" OR severity>=DEFAULT OR \"", "\"a\\\" OR severity>=DEFAULT OR \\\"\"")]
    [InlineData("a\\", "\"a\\\\\"")]
    [InlineData("a\nb", "\"a b\"")]
    public void A_value_stays_one_text(string value, string expected) => GcpFilter.Quote(value).ShouldBe(expected);

    [Fact]
    public void The_policys_filter_is_narrowed_to_what_fired_and_not_widened()
    {
        const string Filter = "metric.type=\"run.googleapis.com/request_count\" AND resource.labels.location=\"europe-west1\"";

        MetricFilters.Narrow(Filter, new Dictionary<string, string> { ["service_name"] = "checkout", ["location"] = "us-east1", ["other"] = "x" })
            .ShouldBe($"({Filter}) AND resource.labels.service_name=\"checkout\"");
        MetricFilters.TypeOf(Filter).ShouldBe("run.googleapis.com/request_count");
        MetricFilters.TypeOf("metric.type=\"a.com/b\" OR metric.type=\"a.com/c\"").ShouldBeNull();
    }
}
