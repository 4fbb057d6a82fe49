using System.ComponentModel;
using System.Diagnostics;

namespace CauseFlow.Causeflow.Tests;

/// <summary>The completion of each shell, in that shell.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Line = "causeflow operations error-queues re";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly CommandLine _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Bash_CompletesAVerb()
    {
        var script = (await _program.RunAsync("completion", "bash")).ShouldSucceed().Output;

        (await RunAsync("bash", [], script + $$"""

            COMP_LINE='{{Line}}'; COMP_POINT=${#COMP_LINE}
            COMP_WORDS=({{Line}}); COMP_CWORD=3
            _causeflow; echo "${COMPREPLY[@]}"
            """)).Trim().ShouldBe("redrive");
    }

    [Fact]
    public async Task Fish_CompletesAVerb() =>
        (await RunAsync("fish", ["--no-config"], $"causeflow completion fish | source\ncomplete -C '{Line}'\n"))
            .Split('\n').ShouldContain("redrive");

    /// <summary>At a terminal, since its completion is a part of its line editor.</summary>
    [Fact]
    public async Task Zsh_CompletesAVerb()
    {
        // The mark of a line that has run is put together, so that the echo of what is typed does not hold it.
        var output = await RunAsync("zsh", ["-f"], $$"""
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell "PS1='> '; unsetopt beep; autoload -Uz compinit; compinit -u -D; eval \"\$(causeflow completion zsh)\"; print rea''dy"
            zpty -r -m shell seen '*ready*'
            zpty -w -n shell $'{{Line}}\t'
            zpty -r -m shell seen '*error-queues redrive*' && print -r -- completed
            zpty -d shell
            """);

        output.Split('\n').ShouldContain("completed", output);
    }

    /// <returns>What it printed.</returns>
    private async Task<string> RunAsync(string shell, string[] arguments, string script)
    {
        var start = new ProcessStartInfo(shell, arguments)
        {
            WorkingDirectory = _program.Folder,
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(CommandLine.Program)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = _program.Folder;
        start.Environment["XDG_CONFIG_HOME"] = _program.Folder;
        start.Environment["TERM"] = "xterm";
        using var process = StartOrSkip(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(script);
            process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return output + await errors;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process StartOrSkip(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            var missing = $"{start.FileName} is needed to try its completion. Install it; `./dev test` does where apt has it.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                throw new InvalidOperationException(missing, exception);
            }

            Assert.Skip(missing);
            throw;
        }
    }
}
