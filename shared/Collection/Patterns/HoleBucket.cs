namespace CauseFlow.Collection.Patterns;

/// <summary>Drafts of one length that are equal but for one or two places.</summary>
internal sealed class HoleBucket(List<TemplateDraft> drafts, int first)
{
    private readonly List<int> _members = [first];

    public IReadOnlyList<int> Members => _members;

    public void Add(int draft) => _members.Add(draft);

    /// <summary>The members whose words at these places are values of variables. Labels and words are never one variable.</summary>
    /// <param name="one">A place where members differ.</param>
    /// <param name="other">Another one, or the same.</param>
    public IEnumerable<HoleBucket> Alike(int one, int other)
    {
        foreach (var kind in _members.GroupBy(member =>
            (TemplateWord.IsLabel(drafts[member].Words[one]), TemplateWord.IsLabel(drafts[member].Words[other]))))
        {
            var bucket = new HoleBucket(drafts, kind.First());
            bucket._members.AddRange(kind.Skip(1));
            if (bucket._members.Count > 1 && (one == other ? bucket.IsVariable(one, 1) : bucket.IsVariable(one, 2) && bucket.IsVariable(other, 2)))
            {
                yield return bucket;
            }
        }
    }

    private bool IsVariable(int place, int holes)
    {
        var first = drafts[_members[0]];
        var words = new HashSet<string>(_members.Select(member => drafts[member].Words[place]), StringComparer.Ordinal);
        if (words.Count == 1)
        {
            return holes == 1;
        }

        var constants = first.Constants - holes + (first.Words[place] == GenericMasks.Wildcard ? 1 : 0);
        return Variety.IsVariable(words, first.Words, place, constants);
    }
}
