namespace CauseFlow.Collection.Patterns;

/// <summary>
/// The words of a masked line that tell its statement: every kind of mask is one wildcard, runs of wildcards and lists are one, quoted
/// texts are values, signs are nothing. Two lines with the same words are of one template.
/// </summary>
internal sealed class TemplateWords
{
    private const string Assigned = "=<*>";
    private const int MinListed = 2;
    private readonly string[] _tokens;
    private readonly List<string> _words;
    private int _listed;
    private int _list;
    private bool _isAssigned;

    private TemplateWords(string[] tokens)
    {
        _tokens = tokens;
        _words = new List<string>(tokens.Length);
    }

    public static string[] Of(string[] tokens)
    {
        var words = new TemplateWords(tokens);
        for (var i = 0; i < tokens.Length; i++)
        {
            i = words.Take(i);
        }

        words.Fold();
        return words._words.Count > 0 ? [.. words._words] : [tokens.Length == 0 ? GenericMasks.Wildcard : string.Join(' ', tokens)];
    }

    /// <returns>The last token that was taken: quoted texts may be several.</returns>
    private int Take(int index)
    {
        var token = _tokens[index];
        if (_isAssigned)
        {
            _isAssigned = false;
            Word(GenericMasks.Wildcard, index);
            return index;
        }

        _isAssigned = token is "=" or ":=";
        if (_isAssigned && _words.Count > 0)
        {
            _words[^1] += "=";
            return index;
        }

        var (open, last) = QuotedText.In(_tokens, index);
        if (last < 0)
        {
            Word(TemplateWord.Of(token, _words.Count == 0), index);
            return index;
        }

        if (last > index && QuotedText.Method(_tokens, index, open) is { } method)
        {
            Add(method);
        }

        Word(TemplateWord.Prefixed(token.AsSpan(0, open)), last);
        return last;
    }

    private void Word(string? word, int last)
    {
        if (word is null)
        {
            return;
        }

        _list = _listed == 0 ? _words.Count : _list;
        Add(word);
        if (_tokens[last][^1] == ',' && !TemplateWord.IsLabel(word))
        {
            _listed++;
            return;
        }

        Fold();
    }

    private void Add(string word)
    {
        if (word != GenericMasks.Wildcard || _words.Count == 0
            || (_words[^1] != GenericMasks.Wildcard && !_words[^1].EndsWith(Assigned, StringComparison.Ordinal)))
        {
            _words.Add(word);
        }
    }

    /// <summary>"a, b, c" is a list, whatever its length.</summary>
    private void Fold()
    {
        if (_listed >= MinListed && _list < _words.Count)
        {
            _words.RemoveRange(_list, _words.Count - _list);
            Add(GenericMasks.Wildcard);
        }

        _listed = 0;
    }
}
