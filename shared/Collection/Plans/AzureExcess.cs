namespace CauseFlow.Collection.Plans;

/// <summary>
/// How a connection test finds out that a principal holds more than it needs: Azure lists the caller's own actions, so that
/// nothing has to be tried. No other session asks for it.
/// </summary>
public static class AzureExcess
{
    public static SourcePlan Plan { get; } = new()
    {
        Source = "excess",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            new PlannedCall
            {
                Permission = "Microsoft.Authorization/permissions/read", Mandatory = false, MaxCallsPerRun = 40,

                // The subscription and each of up to 100 groups, some of them twice.
                CallsPerTest = 120, CostKind = CostKind.Free,
            },
        ],
    };
}
