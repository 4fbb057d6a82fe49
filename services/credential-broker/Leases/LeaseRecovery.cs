using CauseFlow.Messaging;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// Closes what expired while the process was down. Open leases need nothing: investigations asks for each unfinished
/// pass again, which sends their grants again.
/// </summary>
public sealed class LeaseRecovery(LeaseSweep sweep) : IRestartRecovery
{
    /// <inheritdoc />
    public Task RecoverAsync(CancellationToken cancellationToken) => sweep.CloseExpiredAsync(cancellationToken);
}
