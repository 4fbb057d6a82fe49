namespace CauseFlow.Collection.Patterns;

/// <summary>Drafts of one length that are equal but for one or two places.</summary>
internal sealed class HoleBucket(List<TemplateDraft> drafts)
{
    private readonly List<int> _members = [];

    public IReadOnlyList<int> Members => _members;

    public int Constants => drafts[_members[0]].Constants;

    public string[] First => drafts[_members[0]].Words;

    public void Add(int draft) => _members.Add(draft);

    /// <summary>The different words at one place.</summary>
    public HashSet<string> WordsAt(int place)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in _members)
        {
            words.Add(drafts[member].Words[place]);
        }

        return words;
    }
}
