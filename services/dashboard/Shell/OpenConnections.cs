using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// How many connections of pages are open in this replica, whether or not a page came over them: each holds sockets and buffers, here and
/// in the gateway. Twice as many as pages: for a while one that was lost stands beside the one that takes its place.
/// </summary>
internal sealed class OpenConnections(IOptions<DashboardOptions> options)
{
    private const int PerPage = 2;

    private readonly Shares shares = new(
        PerPage * options.Value.MaxPagesPerPerson, PerPage * options.Value.MaxPagesPerTenant, PerPage * options.Value.MaxPages);

    /// <summary>False when there are as many as there may be.</summary>
    public bool TryOpen(string person) => shares.TryTake(person);

    public void Close(string person) => shares.Return(person);
}
