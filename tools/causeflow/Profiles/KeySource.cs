using System.Text;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Profiles;

/// <summary>
/// Where keys and other secrets come from: the environment, a file, a pipe or a prompt. Never an argument, which everybody
/// on the machine can see and the shell remembers.
/// </summary>
internal static class KeySource
{
    public const string UrlVariable = "CAUSEFLOW_URL";
    public const string KeyVariable = "CAUSEFLOW_API_KEY";
    public const string FileVariable = "CAUSEFLOW_API_KEY_FILE";
    public const string CaVariable = "CAUSEFLOW_CA_FILE";

    /// <summary>The profile, with whatever the environment says in its place.</summary>
    /// <exception cref="CommandException">There is neither.</exception>
    public static Profile Resolve(string? profileName)
    {
        if (profileName is null && FromEnvironmentAlone() is { } whole)
        {
            return whole;
        }

        var name = profileName ?? ProfileStore.Default;
        if (!ProfileStore.Exists(name))
        {
            throw new CommandException(
                name == ProfileStore.Default ? "You are not logged in." : $"There is no profile {PlainText.Line(name)}.",
                $"`causeflow login URL{(name == ProfileStore.Default ? "" : " --profile " + name)}` asks for the key; "
                + $"or set {UrlVariable} and {KeyVariable}.");
        }

        var stored = ProfileStore.Read(name);
        return profileName is not null ? stored : stored with { CaFile = Variable(CaVariable) ?? stored.CaFile };
    }

    /// <summary>The key of the environment where that says that it is for this address; else null, and what was left aside is said.</summary>
    public static string? FromEnvironmentFor(Uri address)
    {
        if (!HasKey)
        {
            return null;
        }

        if (Variable(UrlVariable) is { } url && Profile.ReadUrl(url) == address)
        {
            return FromEnvironment();
        }

        Screen.Note($"The key of the environment is not used: {UrlVariable} does not say that it is for {address.Authority}.");
        return null;
    }

    private static bool HasKey => Variable(KeyVariable) is not null || Variable(FileVariable) is not null;

    /// <summary>Null when it says neither; a key must not go to another installation than the one it was meant for.</summary>
    private static Profile? FromEnvironmentAlone() => (Variable(UrlVariable), HasKey) switch
    {
        (null, false) => null,
        (null, true) => throw new CommandException(
            "A key is in the environment, but not which installation it is for.",
            $"Set {UrlVariable} too, or name a --profile, which has a key of its own."),
        (_, false) => throw new CommandException(
            $"{UrlVariable} is set, but no key for it.", $"Set {KeyVariable} or {FileVariable} too, or name a --profile."),
        ({ } url, true) => new Profile { Url = Profile.ReadUrl(url), ApiKey = FromEnvironment()!, CaFile = Variable(CaVariable) },
    };

    private static string? FromEnvironment() =>
        Variable(KeyVariable) is { } key ? Profile.ReadKey(key, KeyVariable)
        : Variable(FileVariable) is { } file ? Profile.ReadKey(PrivateFile.Read(file), file)
        : null;

    /// <summary>A secret from standard input, where something is piped into it, or typed without being shown.</summary>
    public static string Ask(string prompt) => Console.IsInputRedirected ? FirstLine() : Typed(prompt);

    private static string FirstLine()
    {
        var text = new StringBuilder();
        while (text.Length <= PrivateFile.MaxBytes && Console.In.Read() is var next and >= 0 && next != '\n')
        {
            text.Append((char)next);
        }

        return text.ToString();
    }

    private static string Typed(string prompt)
    {
        Console.Error.Write($"{prompt}: ");
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var pressed && pressed.Key != ConsoleKey.Enter)
        {
            if (pressed.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(pressed.KeyChar))
            {
                text.Append(pressed.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
