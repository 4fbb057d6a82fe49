namespace CauseFlow.CaseGeneration.Phrases;

/// <summary>What a program complains of.</summary>
internal enum Complaint
{
    Defect,
    BadSetting,
    OutOfMemory,
    PoolTimeout,
    TooManyConnections,
    Throttled,
    UpstreamFailed,
    UpstreamTimeout,
    DiskFull,
    ConnectTimeout,
    AccessDenied,
    CertificateExpired,
    NameNotFound,
    BadInput,
    DatabaseGone,
}
