namespace CauseFlow.Evaluation;

/// <summary>A file of a case cannot be understood. The message names the file, and the row where there is one.</summary>
public sealed class BadInputException : Exception
{
    public BadInputException(string file, string reason, Exception? cause = null)
        : base($"{file}: {reason}", cause) => File = file;

    /// <param name="file">Name of the file as the case has it.</param>
    /// <param name="row">From 1, the header not counted.</param>
    /// <param name="reason">What is wrong, one sentence.</param>
    /// <param name="cause">What found it.</param>
    public BadInputException(string file, long row, string reason, Exception? cause = null)
        : base($"{file}, row {row}: {reason}", cause)
    {
        File = file;
        Row = row;
    }

    public string File { get; }

    /// <summary>From 1; null where the file as a whole is wrong.</summary>
    public long? Row { get; }
}
