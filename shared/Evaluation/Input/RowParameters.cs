using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CauseFlow.Evaluation.Input;

/// <summary>The parameters of a pointer into a file of a case, {"row": n}: a small object, since each line has one.</summary>
internal sealed class RowParameters(int row) : IReadOnlyDictionary<string, string>
{
    private const string Name = "row";

    public int Row => row;

    public int Count => 1;

    public IEnumerable<string> Keys => [Name];

    public IEnumerable<string> Values => [Value];

    private string Value => row.ToString(CultureInfo.InvariantCulture);

    public string this[string key] => key == Name ? Value : throw new KeyNotFoundException();

    public bool ContainsKey(string key) => key == Name;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        value = key == Name ? Value : null;
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        yield return new KeyValuePair<string, string>(Name, Value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
