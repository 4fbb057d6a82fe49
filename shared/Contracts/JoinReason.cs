namespace CauseFlow.Contracts;

/// <summary>Why an integration takes part in an investigation.</summary>
public enum JoinReason
{
    /// <summary>The alarm, or a resource that was named, lies in it.</summary>
    OwnAccount,

    /// <summary>Somebody asked for it by its id.</summary>
    AskedFor,

    /// <summary>The tenant linked it to the alarm's own integration.</summary>
    Linked,

    /// <summary>It carries the same service tag.</summary>
    SameService,

    /// <summary>It carries the same environment tag.</summary>
    SameEnvironment,
}
