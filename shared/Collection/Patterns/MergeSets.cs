namespace CauseFlow.Collection.Patterns;

/// <summary>Which drafts are found to be one, each with each that is one with it.</summary>
internal sealed class MergeSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];

    public void Join(HoleBucket bucket)
    {
        foreach (var member in bucket.Members)
        {
            Join(bucket.Members[0], member);
        }
    }

    /// <summary>The one with the smaller number stands for both, so that order never shows.</summary>
    public void Join(int one, int other)
    {
        var (first, second) = (Root(one), Root(other));
        _parents[Math.Max(first, second)] = Math.Min(first, second);
    }

    public List<TemplateDraft> Merge(List<TemplateDraft> drafts) =>
        [.. Enumerable.Range(0, count).GroupBy(Root).Select(set => TemplateDraft.Merge([.. set.Select(i => drafts[i])]))];

    private int Root(int member)
    {
        while (_parents[member] != member)
        {
            member = _parents[member] = _parents[_parents[member]];
        }

        return member;
    }
}
