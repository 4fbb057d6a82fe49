using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Writing;

namespace CauseFlow.CaseGeneration;

/// <summary>One incident with its truth.</summary>
public sealed class GeneratedCase
{
    internal GeneratedCase(Incident incident) => Incident = incident;

    /// <summary>Tells nothing of what happened, such as case-0007.</summary>
    public string Id => Incident.Id;

    public CaseTruth Truth => Incident.Truth;

    internal Incident Incident { get; }

    /// <summary>Writes the case's files into a folder of its id below <paramref name="casesFolder"/>, and its truth beside it.</summary>
    /// <param name="casesFolder">What the tool is given.</param>
    /// <param name="truthFolder">What it is never given: ID.json.</param>
    /// <returns>The case's folder.</returns>
    public string Write(string casesFolder, string truthFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(casesFolder, Id)).FullName;
        CaseFolder.Write(Incident, folder);
        Directory.CreateDirectory(truthFolder);
        TruthFile.Write(Truth, Path.Combine(truthFolder, $"{Id}.json"));
        return folder;
    }
}
