namespace CauseFlow.Dashboard.Shell;

/// <summary>Which bound of <see cref="Shares"/> is reached.</summary>
public enum Bound
{
    /// <summary>None: there is room.</summary>
    None,

    /// <summary>The person's.</summary>
    Person,

    /// <summary>That of the person's tenant.</summary>
    Tenant,

    /// <summary>That of all together.</summary>
    All,
}
