using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>A configured limit that the resource ran into during the incident.</summary>
/// <param name="Resource">What ran into it.</param>
/// <param name="Kind">How that shows.</param>
/// <param name="Category">The category if nothing else explains it.</param>
/// <param name="Summary">A clause with numbers and units.</param>
/// <param name="Evidence">Ids of the facts it was read from.</param>
/// <param name="AlsoBefore">True when the baseline was at the limit too.</param>
public sealed record ExhaustedLimit(
    ResourceRef Resource,
    SymptomKind Kind,
    CauseCategory Category,
    string Summary,
    IReadOnlyList<string> Evidence,
    bool AlsoBefore);
