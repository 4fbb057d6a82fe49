using System.ComponentModel;
using System.Diagnostics;

namespace CauseFlow.Deployment.Tests;

/// <summary>A program of the machine, run to its end. None of those used here speaks with a cluster.</summary>
internal static class Tool
{
    /// <returns>What it printed.</returns>
    public static string Run(string program, params string[] arguments) => RunIn(null, program, arguments);

    /// <param name="folder">The working directory; null for that of the tests.</param>
    /// <param name="program">A program on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it printed.</returns>
    public static string RunIn(string? folder, string program, params string[] arguments)
    {
        var (code, output, errors) = Execute(folder, program, arguments);
        code.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {errors}{output}");
        return output;
    }

    /// <param name="variables">On top of the environment of the tests.</param>
    /// <param name="program">A program on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it printed.</returns>
    public static string RunWith(IReadOnlyDictionary<string, string> variables, string program, params string[] arguments) =>
        Run("env", [.. variables.Select(variable => $"{variable.Key}={variable.Value}"), program, .. arguments]);

    /// <returns>What it said while it failed.</returns>
    public static string Fails(string program, params string[] arguments)
    {
        var (code, _, errors) = Execute(null, program, arguments);
        code.ShouldNotBe(0);
        return errors;
    }

    private static (int Code, string Output, string Errors) Execute(string? folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder ?? "",
        };
        start.Environment["KUBECONFIG"] = "/dev/null";
        using var process = StartOrSkip(start);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static Process StartOrSkip(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            var missing = $"{start.FileName} is needed to check deploy/ (kubectl 1.27 or newer, jq, openssl, promtool). Install it; "
                + "`./dev test` does where apt has it.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                throw new InvalidOperationException(missing, e);
            }

            Assert.Skip(missing);
            throw;
        }
    }
}
