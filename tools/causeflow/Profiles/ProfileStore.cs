using System.Text.Json;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Profiles;

/// <summary>One file for each profile in <c>$XDG_CONFIG_HOME/causeflow</c> (else <c>~/.config/causeflow</c>), mode 0600.</summary>
internal static class ProfileStore
{
    public const string Default = "default";
    private const int MaxName = 64;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Folder
    {
        get
        {
            var configured = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            var home = !string.IsNullOrEmpty(configured) && Path.IsPathRooted(configured)
                ? configured
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
            return Path.Combine(home, "causeflow");
        }
    }

    public static string PathOf(string name) => Path.Combine(Folder, $"{Checked(name)}.json");

    public static bool Exists(string name) => File.Exists(PathOf(name));

    /// <exception cref="CommandException">Others can read it, or it is damaged.</exception>
    public static Profile Read(string name)
    {
        var path = PathOf(name);
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(PrivateFile.Read(path), Json);
            return new Profile
            {
                Url = Profile.ReadUrl(stored?.Url ?? ""), ApiKey = Profile.ReadKey(stored?.ApiKey, path), CaFile = stored?.CaFile,
            };
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{path} is damaged.", "`causeflow login` writes it again.", exception);
        }
    }

    public static void Write(string name, Profile profile)
    {
        var path = PathOf(name);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        PrivateFile.Write(path, JsonSerializer.Serialize(
            new Stored(profile.Url.AbsoluteUri, profile.ApiKey, profile.CaFile), Json) + "\n");
    }

    /// <returns>False when there was none.</returns>
    public static bool Remove(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        return true;
    }

    /// <summary>It becomes a file's name.</summary>
    private static string Checked(string name) =>
        name.Length is > 0 and <= MaxName && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? name
            : throw new UsageException("A profile's name has 1 to 64 letters, digits, - and _.");

    private sealed record Stored(string? Url, string? ApiKey, string? CaFile)
    {
        public override string ToString() => "Stored { [redacted] }";
    }
}
