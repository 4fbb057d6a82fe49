using System.Text;

namespace CauseFlow.Collection.Patterns;

/// <summary>The events of one source, put together from its lines.</summary>
internal sealed class SourceGrouping(LogMiningOptions options)
{
    private readonly LineTemplates _templates = new(options, MiningWindow.None);
    private readonly List<LogCluster> _events = [];
    private readonly StringBuilder _open = new();
    private bool _isOpen;
    private bool _isTrace;

    /// <returns>The number of the event that the line is part of.</returns>
    public int Add(string line)
    {
        if (_isOpen && StackTrace.Continues(line, _isTrace))
        {
            _isTrace = true;
            if (_open.Length < options.MaxLineLength)
            {
                _open.Append('\n').Append(line);
            }

            return _events.Count;
        }

        Close();
        _open.Append(line);
        _isOpen = true;
        return _events.Count;
    }

    public void Finish()
    {
        Close();
        _templates.Finish();
    }

    public LogCluster ClusterOf(int number) => _events[number].Final;

    private void Close()
    {
        if (!_isOpen)
        {
            return;
        }

        var text = _open.ToString();
        _events.Add(_templates.Of(LogEntry.Parse(text.AsMemory(0, WholeText.LengthUpTo(text, options.MaxLineLength)))));
        _open.Clear();
        (_isOpen, _isTrace) = (false, false);
    }
}
