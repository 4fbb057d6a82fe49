using System.Text;

namespace CauseFlow.Evaluation.Input;

/// <summary>
/// Records of comma-separated UTF-8 text (RFC 4180): quoted fields with doubled quotes and line breaks; LF, CRLF or CR; a byte
/// order mark and empty lines are skipped. The first record is the header. Holds one block of the file at a time.
/// </summary>
public sealed class CsvRecords : IDisposable
{
    private const int BlockBytes = 128 * 1024;
    private const int MaxRecordBytes = 64 * 1024 * 1024;
    private const byte Quote = (byte)'"';
    private readonly Stream _stream;
    private readonly string _file;
    private readonly string[] _header;
    private readonly List<Field> _fields = [];
    private byte[] _buffer = new byte[BlockBytes];
    private byte[] _unquoted = [];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <param name="stream">Read from its position; closed with this.</param>
    /// <param name="file">Name for errors.</param>
    public CsvRecords(Stream stream, string file)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _file = file;
        Fill();
        if (_end >= 3 && _buffer.AsSpan(0, 3).SequenceEqual(Encoding.UTF8.Preamble))
        {
            _start = 3;
        }

        Row = -1;
        if (!Read())
        {
            throw new BadInputException(file, "is empty: a header is needed.");
        }

        _header = [.. Enumerable.Range(0, _fields.Count).Select(place => Text(place).Trim())];
    }

    private enum Scan
    {
        Record,
        Empty,
        NeedsMore,
    }

    /// <summary>Number of the record, from 1; the header is 0.</summary>
    public int Row { get; private set; }

    /// <summary>Fields of a record.</summary>
    public int Count => _header.Length;

    /// <summary>Place of a column of the header, any case; -1 without.</summary>
    public int Place(string column) =>
        Array.FindIndex(_header, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>Place of a column that must be there.</summary>
    public int Required(string column) => Place(column) is >= 0 and var place ? place
        : throw new BadInputException(_file, $"has no column \"{column}\"; its header is {string.Join(',', _header)}.");

    /// <summary>Goes to the next record; false at the end.</summary>
    public bool Read()
    {
        while (true)
        {
            var scan = ScanRecord(out var next);
            if (scan == Scan.NeedsMore)
            {
                if (_isAtEnd)
                {
                    return _start < _end ? throw Wrong("a quoted field does not end.") : false;
                }

                Fill();
                continue;
            }

            _start = next;
            if (scan == Scan.Empty)
            {
                continue;
            }

            Row++;
            return Row == 0 || _fields.Count == _header.Length ? true
                : throw Wrong($"{_fields.Count} fields, where the header has {_header.Length}.");
        }
    }

    /// <summary>The bytes of a field, unquoted; valid until the next call.</summary>
    public ReadOnlySpan<byte> Bytes(int place)
    {
        var field = _fields[place];
        var bytes = _buffer.AsSpan(field.Start, field.Length);
        return field.HasQuotes ? Unquoted(bytes) : bytes;
    }

    /// <summary>The text of a field; what is not UTF-8 becomes U+FFFD.</summary>
    public string Text(int place) => Encoding.UTF8.GetString(Bytes(place));

    public BadInputException Wrong(string reason) =>
        Row < 0 ? new BadInputException(_file, reason) : new BadInputException(_file, Math.Max(1, Row), reason);

    public void Dispose() => _stream.Dispose();

    private Scan ScanRecord(out int next)
    {
        _fields.Clear();
        next = _start;
        var at = _start;
        while (true)
        {
            if (at < _end && _buffer[at] == Quote)
            {
                if (!ScanQuoted(ref at))
                {
                    return Scan.NeedsMore;
                }
            }
            else
            {
                var length = _buffer.AsSpan(at, _end - at).IndexOfAny((byte)',', (byte)'\n', (byte)'\r');
                if (length < 0)
                {
                    if (!_isAtEnd || (at == _end && _fields.Count == 0))
                    {
                        return Scan.NeedsMore;
                    }

                    length = _end - at;
                }

                _fields.Add(new Field(at, length, HasQuotes: false));
                at += length;
            }

            if (at < _end && _buffer[at] == (byte)',')
            {
                at++;
                continue;
            }

            return EndRecord(at, out next);
        }
    }

    private Scan EndRecord(int at, out int next)
    {
        next = at;
        if (at < _end)
        {
            if (_buffer[at] == (byte)'\r' && at + 1 == _end && !_isAtEnd)
            {
                return Scan.NeedsMore;
            }

            next = _buffer[at] == (byte)'\r' && at + 1 < _end && _buffer[at + 1] == (byte)'\n' ? at + 2 : at + 1;
        }

        return _fields is [{ Length: 0, IsQuoted: false }] ? Scan.Empty : Scan.Record;
    }

    /// <returns>False when the block ends within the field.</returns>
    private bool ScanQuoted(ref int at)
    {
        var start = at + 1;
        var from = start;
        var hasQuotes = false;
        while (true)
        {
            var length = _buffer.AsSpan(from, _end - from).IndexOf(Quote);
            if (length < 0 || (from + length + 1 == _end && !_isAtEnd))
            {
                return false;
            }

            var quote = from + length;
            if (quote + 1 < _end && _buffer[quote + 1] == Quote)
            {
                hasQuotes = true;
                from = quote + 2;
                continue;
            }

            _fields.Add(new Field(start, quote - start, hasQuotes, IsQuoted: true));
            at = quote + 1;
            return at == _end || _buffer[at] is (byte)',' or (byte)'\n' or (byte)'\r' ? true
                : throw new BadInputException(_file, Row + 1, "text follows a closing quote.");
        }
    }

    private ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> bytes)
    {
        if (_unquoted.Length < bytes.Length)
        {
            _unquoted = new byte[Math.Max(bytes.Length, 1024)];
        }

        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            _unquoted[length++] = bytes[i];
            i += bytes[i] == Quote ? 1 : 0;
        }

        return _unquoted.AsSpan(0, length);
    }

    private void Fill()
    {
        var kept = _end - _start;
        if (kept > _buffer.Length / 2)
        {
            if (_buffer.Length >= MaxRecordBytes)
            {
                throw new BadInputException(_file, Row + 1, "is longer than 64 MiB: does a quoted field not end?");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        (_start, _end) = (0, kept);
        while (_end < _buffer.Length && !_isAtEnd)
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _isAtEnd = read == 0;
            _end += read;
        }
    }

    private readonly record struct Field(int Start, int Length, bool HasQuotes, bool IsQuoted = false);
}
