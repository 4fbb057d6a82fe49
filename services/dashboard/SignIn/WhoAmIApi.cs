using CauseFlow.Dashboard.SignIn;

namespace CauseFlow.Dashboard.Api;

/// <summary>The person behind the page, as the API knows them.</summary>
public sealed partial class CauseFlowApi
{
    internal Task<WhoAmI> WhoAmIAsync(CancellationToken cancellationToken) => GetAsync<WhoAmI>("v1/whoami", cancellationToken);
}
