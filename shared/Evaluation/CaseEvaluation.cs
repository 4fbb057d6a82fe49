using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation;

/// <summary>From a case on disk to its result: the production's diagnosis, and nothing that it lacks.</summary>
public static class CaseEvaluation
{
    private const long MaxExportBytes = 256L * 1024 * 1024;

    /// <summary>The bytes of <c>result.json</c>.</summary>
    /// <param name="path">A case's folder, or an exported case.</param>
    /// <param name="now">The case's clock.</param>
    /// <exception cref="BadInputException">The case cannot be understood.</exception>
    public static byte[] Run(string path, DateTimeOffset? now = null)
    {
        var input = Read(path, now);
        return ResultWriter.Write(input, Diagnosis.Diagnosis.Diagnose(input.File));
    }

    public static EvaluationCase Read(string path, DateTimeOffset? now = null)
    {
        try
        {
            return File.Exists(path) ? ReadExport(path) : CaseFolder.Read(path, now);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, "cannot be read.", exception);
        }
    }

    /// <summary>Evidence of an export has no rows: its ids are ids in the export.</summary>
    private static EvaluationCase ReadExport(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            var saved = stream.Length > MaxExportBytes ? throw new BadInputException(name, "is larger than 256 MiB.")
                : JsonSerializer.Deserialize<CaseExport>(stream, ContractJson.Options);
            if (saved is not { FormatVersion: 1 })
            {
                throw new BadInputException(name, "is of a format that this release does not know.");
            }

            return new EvaluationCase(saved.Case.IncidentId, saved.Case, EvidenceIdsOf(saved.Case, name));
        }
        catch (JsonException exception)
        {
            throw new BadInputException(name, (exception.LineNumber ?? 0) + 1, "is no exported case.", exception);
        }
    }

    private static EvidenceSources EvidenceIdsOf(CaseFile file, string name)
    {
        var sources = new EvidenceSources();
        string?[] ids =
        [
            .. file.Alarms.Select(alarm => alarm.EvidenceId), .. file.Relations.Select(relation => relation.EvidenceId),
            .. file.Metrics.Select(series => series.EvidenceId), .. file.Logs.Select(pattern => pattern.EvidenceId),
            .. file.States.Select(state => state.EvidenceId), .. file.Changes.Select(change => change.EvidenceId),
        ];
        foreach (var id in ids.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            sources.AddId(id, name, id);
        }

        return sources;
    }
}
