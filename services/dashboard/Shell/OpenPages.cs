using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// How many pages are open, with a connection, in this replica: each costs memory for as long as it stays. Pages whose connection is lost
/// count no more; they are bounded by <c>Dashboard:MaxDisconnectedPages</c>.
/// </summary>
internal sealed class OpenPages(IOptions<DashboardOptions> options)
{
    private readonly Shares shares =
        new(options.Value.MaxPagesPerPerson, options.Value.MaxPagesPerTenant, options.Value.MaxPages);

    /// <summary>The bound that keeps this person from one more page.</summary>
    public Bound Reached(string person) => shares.Reached(person);

    /// <summary>False when there are as many as there may be.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="isForced">For one that was open before: it is not taken away again.</param>
    public bool TryOpen(string person, bool isForced = false) => shares.TryTake(person, isForced);

    public void Close(string person) => shares.Return(person);
}
