using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>Amazon CloudWatch, awsJson1.0, target GraniteServiceVersion20100801, signed as "monitoring".</summary>
internal sealed class CloudWatchService(AlarmOperations alarms, MetricOperations metrics) : IAwsService
{
    private const string Target = "GraniteServiceVersion20100801.";
    private readonly JsonProtocol protocol = new(
        "application/x-amz-json-1.0", "com.amazon.coral.service#", "com.amazonaws.cloudwatch.v2010_08_01#");

    public string Name => "cloudwatch";

    public string SigningName => "monitoring";

    public AwsProtocol Protocol => protocol;

    public bool Claims(AwsRequest request) =>
        request.Header("x-amz-target")?.StartsWith(Target, StringComparison.Ordinal) == true;

    public string OperationOf(AwsRequest request) => request.Header("x-amz-target")![Target.Length..] switch
    {
        var name and ("DescribeAlarms" or "DescribeAlarmHistory" or "GetMetricData" or "ListMetrics") => name,
        _ => throw new AwsException(AwsFault.UnknownOperation, ""),
    };

    public AwsResponse Invoke(string operation, AwsCall call) => AwsResponse.OfJson(
        operation switch
        {
            "DescribeAlarms" => alarms.Describe(Read<DescribeAlarmsRequest>(call), call),
            "DescribeAlarmHistory" => alarms.History(Read<DescribeAlarmHistoryRequest>(call), call),
            "GetMetricData" => metrics.GetData(Read<GetMetricDataRequest>(call), call),
            _ => metrics.List(Read<ListMetricsRequest>(call), call),
        },
        protocol.ContentType);

    private T Read<T>(AwsCall call) => JsonBody.Read<T>(call.Request, protocol);
}

internal static class CloudWatchErrors
{
    public static AwsException Validation(string message) => new("ValidationError", message);

    public static AwsException InvalidParameter(string message) => new("InvalidParameterValueException", message);

    public static AwsException InvalidToken() => new("InvalidNextToken", "The next token specified is invalid.");
}
