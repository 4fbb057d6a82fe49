using System.Diagnostics;

namespace CauseFlow.ProductTesting;

/// <summary>A guide of docs/ as a person follows it: every line of its shell blocks, in one shell.</summary>
internal static class GuideLines
{
    /// <summary>Everything in the shell blocks but the lines that name the reader's own installation.</summary>
    public static List<string> Of(string document)
    {
        var lines = new List<string>();
        var inside = false;
        foreach (var line in File.ReadAllLines(Path.Combine(Repository.Root, "docs", document)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```bash";
            }
            else if (inside && !line.StartsWith("export ", StringComparison.Ordinal))
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>What the lines wrote; fails with what they said when one fails.</summary>
    /// <param name="customer">Whose installation they are run against.</param>
    /// <param name="tools">The vendor's command-line tool by its name, as a script.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="environment">What the reader knows beside the installation's address and key.</param>
    public static async Task<string> RunAsync(
        Customer customer, (string Name, string Script) tools, IReadOnlyList<string> lines, IReadOnlyDictionary<string, string> environment)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-guide-").FullName;
        try
        {
            return await RunAsync(customer, folder, tools, lines, environment);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same in a folder of the caller's, for what the lines leave there.</summary>
    public static async Task<string> RunAsync(
        Customer customer, string folder, (string Name, string Script) tools, IReadOnlyList<string> lines,
        IReadOnlyDictionary<string, string> environment)
    {
        var tool = Path.Combine(folder, tools.Name);
        await File.WriteAllTextAsync(tool, tools.Script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CAUSEFLOW"] = customer.Product.Url.AbsoluteUri.TrimEnd('/');
        start.Environment["CAUSEFLOW_KEY"] = customer.Product.AdminKey;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("set -euo pipefail\n" + string.Join('\n', lines) + "\n");
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{output}\n{await error}");
        return output;
    }
}
