using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Profiles;

/// <summary>Files that hold a key: made for their owner alone, and not read when others can.</summary>
internal static class PrivateFile
{
    /// <summary>A key or a profile is never longer.</summary>
    public const int MaxBytes = 64 * 1024;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <exception cref="CommandException">Others can read it, or it cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
            {
                throw new CommandException($"{path} holds a key and can be read by others.",
                    $"chmod 600 '{path}', and make a new key if somebody may have read this one.");
            }

            if (file.CanSeek && file.Length > MaxBytes)
            {
                throw new CommandException($"{path} is too large to hold a key.");
            }

            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read.", "Does it exist, and is it yours?", exception);
        }
    }

    /// <summary>The whole new text or the old one, and never a moment in which others can read it.</summary>
    public static void Write(string path, string text)
    {
        var draft = $"{path}.{Environment.ProcessId}.new";
        try
        {
            File.Delete(draft);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var writer = new StreamWriter(draft, options))
            {
                writer.Write(text);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written.", "Is the folder there, and is it yours?", exception);
        }
    }
}
