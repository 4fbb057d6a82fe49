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
        var wasUsed = File.Exists(CompleteFile(path)) || File.Exists(StartedFile(path));
        if (hasData && !wasUsed)
        {
            throw new InvalidOperationException(
                $"There is data in '{data}', but its keys are not in '{path}'. Restore that folder from its backup; "
                + "without it the stored secrets cannot be read and the audit chain cannot be verified.");
        }

        MakePrivate(path);
        if (!wasUsed)
        {
            // Before any data: a start that is cut off may go on, but an empty folder in place of a lost one may not.
            File.WriteAllText(StartedFile(path), "The first start with these keys has begun.\n");
        }

        MakePrivate(data);
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

    /// <summary>Also where a package or an operator made the folder with other rights: cases and the audit log lie in it.</summary>
    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly);
        File.SetUnixFileMode(folder, OwnerOnly);
    }

    private static string StartedFile(string path) => System.IO.Path.Combine(path, "started");

    private static string CompleteFile(string path) => System.IO.Path.Combine(path, "complete");
}
