namespace CauseFlow.CredentialBroker.Leases;

/// <summary>How a redemption ended.</summary>
public enum RedeemStatus
{
    Granted,
    InvalidRequest,
    WrongIdentity,
    LeaseClosed,
    RedemptionLimit,
    AccessRefused,
    Unavailable,
}
