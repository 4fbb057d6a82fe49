namespace CauseFlow.AllInOne;

/// <summary>
/// The folder of all keys, beside the data and never in it. Keys are made on the first start only: later a missing one is
/// a loss that must be noticed, not papered over with a new key that opens nothing.
/// </summary>
public sealed class KeyFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _complete;

    private KeyFolder(string path, bool isFirstStart)
    {
        Path = path;
        IsFirstStart = isFirstStart;
        _complete = CompleteFile(path);
    }

    public string Path { get; }

    /// <summary>True until a start has succeeded with these keys; only then may missing ones be made.</summary>
    public bool IsFirstStart { get; }

    /// <exception cref="InvalidOperationException">There is data, but its keys are gone.</exception>
    public static KeyFolder Open(string dataFolder)
    {
        var data = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(dataFolder));
        var path = data + "-keys";
        var hasData = Directory.Exists(data) && Directory.EnumerateFiles(data, "*.db").Any();
        if (hasData && !Directory.Exists(path))
        {
            throw new InvalidOperationException(
                $"There is data in '{data}', but its keys in '{path}' are missing. Restore that folder from its backup; "
                + "without it the stored secrets cannot be read and the audit chain cannot be verified.");
        }

        Directory.CreateDirectory(data);
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, OwnerOnly);
            File.SetUnixFileMode(path, OwnerOnly);
        }
        else
        {
            Directory.CreateDirectory(path);
        }

        return new KeyFolder(path, !File.Exists(CompleteFile(path)));
    }

    /// <summary>From now on a missing key is an error.</summary>
    public void MarkComplete()
    {
        if (IsFirstStart)
        {
            File.WriteAllText(_complete, "All keys of the first start are in this folder. Back it up, apart from the data.\n");
        }
    }

    private static string CompleteFile(string path) => System.IO.Path.Combine(path, "complete");
}
