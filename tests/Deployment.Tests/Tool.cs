using System.ComponentModel;
using System.Diagnostics;

namespace CauseFlow.Deployment.Tests;

/// <summary>A program of the machine, run to its end. None of those used here speaks with a cluster.</summary>
internal static class Tool
{
    /// <returns>What it printed.</returns>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["KUBECONFIG"] = "/dev/null";
        using var process = StartOrSkip(start);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }

    private static Process StartOrSkip(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            var missing = $"{start.FileName} is needed to check deploy/k8s (kubectl 1.27 or newer, jq, openssl). Install it; `./dev test` "
                + "does where apt has it.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                throw new InvalidOperationException(missing, e);
            }

            Assert.Skip(missing);
            throw;
        }
    }
}
