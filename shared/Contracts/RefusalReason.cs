namespace CauseFlow.Contracts;

/// <summary>Why access was refused or a collection failed: the closed list that metrics and people's messages use.</summary>
public enum RefusalReason
{
    NotConnected,
    ExternalIdMismatch,
    PrincipalMismatch,
    PermissionBoundary,
    MissingExternalIdCondition,
    RoleNotFound,
    RegionDisabled,
    SecretExpired,
    SecretInvalid,
    AppNotFound,
    TenantNotFound,
    MissingPermission,
    ApiDisabled,
    KeyInvalid,
    ClockSkew,

    /// <summary>AssumeRole was denied and the cause cannot be told apart: the message lists the three in order.</summary>
    AssumeRoleDenied,
    ScopeInsufficient,
    Throttled,
    QuotaReserved,
    PartitionNotConfigured,
    OverPrivileged,
    ProviderUnreachable,
    ProviderError,
    InvalidInput,
    RedemptionLimit,
    LeaseClosed,

    /// <summary>The endpoint does not know the operation: it is not the vendor's own, or an older one.</summary>
    OperationNotOffered,
}
