namespace CauseFlow.Contracts;

/// <summary>What a connection test found about one permission.</summary>
public enum PermissionOutcome
{
    /// <summary>It is there, as it should be.</summary>
    Held,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there and should not be.</summary>
    Excess,

    /// <summary>The provider's answer does not tell: throttled, unreachable, or not known to this endpoint.</summary>
    Unknown,
}
