namespace CauseFlow.Contracts;

/// <summary>What a lease is for; each purpose has its own plan and audit kind.</summary>
public enum LeasePurpose
{
    Investigation,
    ConnectionTest,
}
