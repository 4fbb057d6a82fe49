namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>The words and the lists of words at the top of a YAML document; nothing else of it.</summary>
internal sealed class SimpleYaml(string path)
{
    private readonly string[] _lines = File.Exists(path) ? File.ReadAllLines(path) : [];

    public string? Word(string name) => _lines.Where(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
        .Select(line => line[(name.Length + 1)..].Trim().Trim('"')).FirstOrDefault(word => word.Length > 0);

    public IReadOnlyList<string> List(string name) =>
        [.. _lines.SkipWhile(line => line.TrimEnd() != $"{name}:").Skip(1).TakeWhile(line => line.StartsWith("  - ", StringComparison.Ordinal))
            .Select(line => line[4..].Trim().Trim('"'))];
}
