using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Access;

/// <summary>
/// Lines that list every call of a session in the customer's own CloudTrail. The event history shows management events of ninety
/// days; what CloudTrail counts as data, such as reading metrics, is only in trails that record it.
/// </summary>
internal static class TrailQueries
{
    /// <param name="session">The role session's name; made of letters, digits and what STS takes beside them.</param>
    /// <param name="regions">Where something was called.</param>
    /// <param name="from">Earliest time.</param>
    /// <param name="to">Latest time.</param>
    public static IReadOnlyList<AccessQuery> Of(
        string session, IReadOnlyList<string> regions, DateTimeOffset from, DateTimeOffset to) =>
    [
        .. regions.Select(region => new AccessQuery
        {
            Title = $"AWS CLI, {region}",
            Text = $"aws cloudtrail lookup-events --region {region} --lookup-attributes AttributeKey=Username,AttributeValue={session}"
                + $" --start-time {Time(from)} --end-time {Time(to)} --query 'Events[].[EventTime,EventSource,EventName]' --output table",
        }),
        new AccessQuery
        {
            Title = "CloudTrail Lake",
            Text = "SELECT eventTime, awsRegion, eventSource, eventName, errorCode FROM EVENT_DATA_STORE_ID"
                + $" WHERE userIdentity.arn LIKE '%:assumed-role/%/{session}' AND eventTime > '{Sql(from)}' AND eventTime < '{Sql(to)}' ORDER BY eventTime",
        },
        new AccessQuery
        {
            Title = "Athena, over a trail's bucket",
            Text = "SELECT eventtime, awsregion, eventsource, eventname, errorcode FROM cloudtrail_logs"
                + $" WHERE useridentity.arn LIKE '%:assumed-role/%/{session}' AND eventtime > '{Time(from)}' AND eventtime < '{Time(to)}' ORDER BY eventtime",
        },
    ];

    private static string Time(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";

    private static string Sql(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}";
}
