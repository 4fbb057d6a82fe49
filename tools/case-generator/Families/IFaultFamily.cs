using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>A way in which things go wrong, in any cloud and shape.</summary>
internal interface IFaultFamily
{
    /// <summary>Its name on the command line and in truth.json.</summary>
    string Name { get; }

    /// <summary>True: rules must not be developed on it; it shows what they do with what they have not seen.</summary>
    bool IsHeldOut => false;

    /// <summary>True: one change brings it about.</summary>
    bool IsByChange => false;

    /// <summary>Files without which nobody could tell the cause.</summary>
    IReadOnlyList<string> Needs { get; }

    /// <summary>Whether an application has what it takes.</summary>
    bool Fits(Platforms.Application application) => true;

    /// <summary>Breaks the draft's application, and says in it what was broken.</summary>
    void Apply(IncidentDraft draft);
}
