using Spectre.Console;

namespace CauseFlow.Demo.Traces;

/// <summary>Draws the spans of one trace as a tree; long traces are cut, the file holds everything.</summary>
internal static class TraceTree
{
    private const int MaxChildren = 12;
    private const int MaxDepth = 12;

    public static Tree Draw(string traceId, IReadOnlyList<TraceSpan> spans)
    {
        var tree = new Tree(new Text($"trace {traceId}"));
        var known = spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);

        // The remote parent of a trace that began outside is not in the file: its children are roots here.
        var byParent = spans.ToLookup(span => span.ParentId is { } id && known.Contains(id) ? id : "");
        Add(tree, byParent, "", 0);
        return tree;
    }

    private static void Add(IHasTreeNodes node, ILookup<string, TraceSpan> byParent, string parent, int depth)
    {
        var children = byParent[parent].ToList();
        foreach (var span in children.Take(MaxChildren))
        {
            var duration = span.Duration is { } length ? $" {length.TotalMilliseconds:0.0} ms" : "";
            var child = node.AddNode(new Text(span.Name + duration));
            if (depth < MaxDepth)
            {
                Add(child, byParent, span.SpanId, depth + 1);
            }
        }

        if (children.Count > MaxChildren)
        {
            node.AddNode(new Text($"and {children.Count - MaxChildren} more"));
        }
    }
}
