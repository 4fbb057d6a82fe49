using CauseFlow.Dashboard.SignIn;

namespace CauseFlow.Dashboard.Api;

public sealed partial class CauseFlowApi
{
    internal Task<Caller> CallerAsync(CancellationToken cancellationToken) => GetAsync<Caller>("v1/me", cancellationToken);
}
