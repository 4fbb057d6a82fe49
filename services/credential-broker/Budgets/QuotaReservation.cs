using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>Calls of one API in one account and region that a run may send until its lease ends.</summary>
public sealed class QuotaReservation
{
    public required string LeaseId { get; init; }
    public required string RunId { get; init; }
    public required CloudProvider Provider { get; init; }
    public required string Region { get; init; }

    /// <summary>Such as <c>logs:StartQuery</c>.</summary>
    public required string Api { get; init; }

    /// <summary>The customer's account, whose quota it is, whichever tenants have connected it.</summary>
    public required string Account { get; init; }

    /// <summary>Calls that may still be sent; once the run has ended, those that it did send.</summary>
    public required int Calls { get; set; }

    /// <summary>No call is sent after it: the lease's expiry, or its end when that came first.</summary>
    public required DateTimeOffset ActiveUntil { get; set; }
}
