using System.Security.Cryptography;

namespace CauseFlow.Secrets;

/// <summary>Files of 32 random bytes in base64 that only their owner may read; also used for signing and audit keys.</summary>
public static class KeyFiles
{
    /// <summary>The size of every key, in bytes.</summary>
    public const int KeyBytes = 32;

    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    /// <summary>Creates the folder with mode 0700 if it is missing.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnlyFolder);
        }
    }

    /// <summary>Writes a new random key; an existing file is never replaced.</summary>
    /// <exception cref="IOException">The file is already there.</exception>
    public static void CreateKey(string path)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        try
        {
            Write(path, Convert.ToBase64String(key), replace: false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Reads a key; the caller zeroes it after use.</summary>
    /// <exception cref="InvalidDataException">The file does not hold 32 bytes in base64.</exception>
    public static byte[] ReadKey(string path)
    {
        var key = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out var written) && written == KeyBytes
            ? key[..KeyBytes]
            : throw new InvalidDataException($"{path} must hold 32 bytes in base64. Restore it from your backup.");
    }

    /// <summary>Writes through a temporary file in the same folder, so that a crash leaves the old file or the new one.</summary>
    public static void Write(string path, string text, bool replace)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: replace);
        }
        catch (IOException)
        {
            File.Delete(temporary);
            throw;
        }
    }
}
