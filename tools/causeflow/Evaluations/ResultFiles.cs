using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Evaluations;

/// <summary>Writes results.</summary>
internal static class ResultFiles
{
    /// <summary>The folders on the way are made.</summary>
    public static void Write(string path, byte[] bytes)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            File.WriteAllBytes(path, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written.", "Is the folder yours, and is there room on the disk?", exception);
        }
    }
}
