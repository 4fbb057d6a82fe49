namespace CauseFlow.Investigations.Incidents;

/// <summary>How far the investigation that counts is, as the incident's status sees it.</summary>
public enum InvestigationState
{
    None,
    Running,

    /// <summary>With a cause, or with the finding that there is no incident.</summary>
    Concluded,

    /// <summary>Insufficient, cancelled, or re-opened by a person: people are to look.</summary>
    GivenBack,
}
