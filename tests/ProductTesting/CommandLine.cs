using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace CauseFlow.ProductTesting;

/// <summary>What a run of the program left.</summary>
public sealed record Run(int Code, string Output, string Error)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }
    }

    public Run ShouldSucceed()
    {
        Code.ShouldBe(0, Output + Error);
        return this;
    }
}

/// <summary>The real program, with a configuration folder of its own.</summary>
public sealed class CommandLine : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public string Folder { get; } = Directory.CreateTempSubdirectory("causeflow-cli-").FullName;

    /// <summary>Set for every run.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public static string Program { get; } = Path.Combine(
        Path.GetDirectoryName(Repository.Assembly("tools/causeflow", "Tool"))!, "causeflow");

    public string ProfileFile => Path.Combine(Folder, "config", "causeflow", "default.json");

    public Task<Run> RunAsync(params string[] arguments) => WithInputAsync("", arguments);

    public async Task<Run> WithInputAsync(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
        }
        catch (IOException)
        {
            // It did not want its input.
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        return new Run(process.ExitCode, await output, await error);
    }

    /// <summary>For a run that the test follows.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CAUSEFLOW_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Folder, "config");
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>A file of this test's folder.</summary>
    public string Write(string name, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
