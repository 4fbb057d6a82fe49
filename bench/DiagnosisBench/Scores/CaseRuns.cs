using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.DiagnosisBench.Cases;
using CauseFlow.Evaluation;
using CauseFlow.Evaluation.Results;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.DiagnosisBench.Scores;

/// <summary>Judges cases, as they are and told otherwise, and scores what comes out.</summary>
/// <param name="store">The cases.</param>
/// <param name="isQuick">True to judge each once, and not otherwise told, repeated or shuffled.</param>
internal sealed class CaseRuns(CaseStore store, bool isQuick)
{
    private const int Seed = 20_260_101;
    private const double Dropped = 0.1;
    private static readonly TimeSpan Skewed = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OnsetError = TimeSpan.FromSeconds(60);

    /// <summary>Told otherwise: what a variant is called and how it is made. Its answer renames the truth.</summary>
    private static readonly (string Name, Func<string, string, IReadOnlyDictionary<string, string>?> Make)[] Told =
    [
        (Variant.OnsetEarly, (from, to) => Make(() => Variants.MoveOnset(from, to, -OnsetError))),
        (Variant.OnsetLate, (from, to) => Make(() => Variants.MoveOnset(from, to, OnsetError))),
        (Variant.Dropped, (from, to) => Make(() => Variants.Drop(from, to, Seed, Dropped))),
        (Variant.Skewed, (from, to) => Make(() => Variants.Skew(from, to, Skewed))),
        (Variant.Renamed, (from, to) => Variants.Rename(from, to, Seed)),
    ];

    public IReadOnlyList<CaseRun> Run()
    {
        ConcurrentBag<CaseRun> runs = [];
        Parallel.ForEach(store.Cases(), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            one => runs.Add(RunOne(one.System, one.Name)));
        return [.. runs.OrderBy(run => run.System, StringComparer.Ordinal).ThenBy(run => run.Score.Name, StringComparer.Ordinal)];
    }

    private CaseRun RunOne(string system, string name)
    {
        var folder = store.CaseFolder(system, name);
        var truth = Truth.Read(store.TruthFile(system, name));
        var input = CaseEvaluation.Read(folder);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var verdict = CauseFlow.Diagnosis.Diagnosis.Diagnose(input.File);
        var seconds = clock.Elapsed.TotalSeconds;
        var bytes = ResultWriter.Write(input, verdict);
        var score = Score(name, folder, truth, bytes, input.File);
        return new CaseRun(system, score, File.Exists(Path.Combine(folder, "changes.json")), seconds,
            isQuick ? null : bytes.AsSpan().SequenceEqual(CaseEvaluation.Run(folder)), isQuick ? null : IsSameShuffled(folder, bytes),
            Told.Where(_ => !isQuick).ToDictionary(told => told.Name, told => ScoreOf(told.Make, name, folder, truth), StringComparer.Ordinal));
    }

    private CaseScore ScoreOf(Func<string, string, IReadOnlyDictionary<string, string>?> make, string name, string folder, Truth truth) => InCopy(copy =>
    {
        var names = make(folder, copy);
        return Score(name, copy, names is null ? truth : Renamed(truth, names), CaseEvaluation.Run(copy), null);
    });

    /// <summary>The same bytes, once each pointer says what it points at: the rows themselves have moved.</summary>
    private bool IsSameShuffled(string folder, byte[] bytes) => InCopy(copy =>
    {
        Variants.Shuffle(folder, copy, Seed);
        return Pointed(bytes, folder) == Pointed(CaseEvaluation.Run(copy), copy);
    });

    private T InCopy<T>(Func<string, T> act)
    {
        var copy = Path.Combine(store.Root, "told", Guid.NewGuid().ToString("N"));
        try
        {
            return act(copy);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static CaseScore Score(string name, string folder, Truth truth, byte[] bytes, CaseFile? file)
    {
        var result = CaseResult.Parse(bytes, "result.json");
        return new CaseScore
        {
            Name = name, Truth = truth, Result = result, DanglingPointers = new PointerCheck(folder).Dangling(result).Count,
            PeriodSeconds = file?.Metrics.FirstOrDefault(series => series.Role == MetricRole.Alarm)?.PeriodSeconds,
        };
    }

    private static string Pointed(byte[] bytes, string folder)
    {
        var check = new PointerCheck(folder);
        var root = JsonNode.Parse(bytes)!;
        Replace(root, check);
        return root.ToJsonString();
    }

    private static void Replace(JsonNode? node, PointerCheck check)
    {
        if (node is JsonObject members)
        {
            if (members["file"] is JsonValue file && members["row"] is JsonValue row)
            {
                // An element of a list may be written with other blanks.
                var text = check.TextOf(new EvidencePointer((string)file!, (int)row, null));
                members["row"] = text?.StartsWith('{') == true ? JsonNode.Parse(text)!.ToJsonString() : text;
            }

            foreach (var member in members.ToList())
            {
                Replace(member.Value, check);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Replace(item, check);
            }
        }
    }

    private static Truth Renamed(Truth truth, IReadOnlyDictionary<string, string> names) => truth with
    {
        Causes = [.. truth.Causes.Select(cause => cause with
        {
            Resources = [.. cause.Resources.Concat(cause.Resources.Select(names.GetValueOrDefault).OfType<string>())],
        })],
        Forbidden = [.. truth.Forbidden.Concat(truth.Forbidden.Select(names.GetValueOrDefault).OfType<string>())],
    };

    private static IReadOnlyDictionary<string, string>? Make(Action make)
    {
        make();
        return null;
    }
}
