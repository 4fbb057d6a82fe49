namespace CauseFlow.Diagnosis.Paths;

/// <summary>Where a resource lies seen from the alarm, the likelier a cause the later.</summary>
internal enum PathTier
{
    /// <summary>Nothing known leads from the alarm to it.</summary>
    Elsewhere,

    /// <summary>The alarm's resource may need it, but the way there is sound.</summary>
    Reachable,

    /// <summary>The alarmed resource, when nothing that it needs explains it.</summary>
    Alarmed,

    /// <summary>On an anomalous path, and something deeper explains it; or it only hands calls on.</summary>
    OnPath,

    /// <summary>The end of an anomalous path.</summary>
    Deepest,
}
