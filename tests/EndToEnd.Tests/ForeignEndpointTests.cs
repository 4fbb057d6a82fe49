using System.Text.Json;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>
/// The Lambda incident against an endpoint that imitates AWS: no alarm history, no composite alarms, queries that are done
/// at once and cannot count. Only AWS_ENDPOINT_URL, the region and the SNS root say where it is.
/// </summary>
public sealed class ForeignEndpointTests
{
    [Theory]
    [InlineData("not_implemented")]
    [InlineData("traceback")]
    public async Task The_true_cause_is_found_and_what_the_endpoint_lacks_is_said(string form)
    {
        await using var customer = await Customer.StartAsync();
        customer.Cloud.Switches.Set("cloudwatch:DescribeAlarmHistory", new Switch { UnknownOperation = form });
        customer.Cloud.Switches.Set("cloudwatch:DescribeAlarms", new Switch { NoCompositeAlarms = true });
        customer.Cloud.Switches.Set("logs:StartQuery", new Switch { QueriesCompleteAtOnce = true, QueriesArePlain = true });
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();

        var export = await customer.VerdictAsync();

        var first = export.Verdict.Causes[0];
        first.Resource.Id.ShouldBe(customer.Cloud.Facts.Truth.Resource);
        JsonSerializer.Serialize(first.Category, ContractJson.Options).Trim('"').ShouldBe(customer.Cloud.Facts.Truth.Category);
        first.ChangeId.ShouldNotBeNull();
        first.Explanation.ShouldContain("alarm_history in us-east-1 (cloudwatch:DescribeAlarmHistory): not offered by this endpoint");
        var row = export.Case.Coverage.Single(coverage => coverage.Source == "alarm_history");
        row.Reason.ShouldBe(RefusalReason.OperationNotOffered);
        row.Remedy.ShouldNotBeNullOrEmpty();
        customer.Cloud.Calls.Count(call => call.Operation == "DescribeAlarmHistory"
                && call.SessionName?.Contains("inv_", StringComparison.Ordinal) == true)
            .ShouldBe(1, "it is never asked again");
    }
}
