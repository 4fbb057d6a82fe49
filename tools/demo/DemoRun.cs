using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Cluster.Processes;
using CauseFlow.Contracts;
using CauseFlow.Demo.Api;
using CauseFlow.Demo.Onboarding;
using CauseFlow.Demo.Processes;
using CauseFlow.Demo.Progress;
using CauseFlow.Demo.Report;
using CauseFlow.Demo.Traces;
using Spectre.Console;

namespace CauseFlow.Demo;

/// <summary>One demo from the first process to the last: its result is the exit code.</summary>
internal sealed class DemoRun(DemoOptions options, IAnsiConsole console)
{
    private const int TailLines = 40;

    /// <returns>0: the true cause came first, or no --exit; 1: it did not, or an error; 130: stopped.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var folder = new DemoFolder(options.Keep);
        await using var stack = new DemoStack(options, folder);
        try
        {
            return await PlayAsync(folder, stack, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            console.WriteLine("Stopped.");
            return 130;
        }
        catch (Exception exception) when (
            exception is DemoException or ProcessException or HttpRequestException or JsonException or IOException or TaskCanceledException)
        {
            console.MarkupLineInterpolated($"[red]{exception.Message}[/]");
            PrintTails(stack);
            return 1;
        }
        finally
        {
            if (options.Keep)
            {
                console.WriteLine($"Data kept in {folder.Path}");
            }
        }
    }

    private async Task<int> PlayAsync(DemoFolder folder, DemoStack stack, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(options.Timeout);
        try
        {
            var (exitCode, up) = await InvestigateAsync(folder, stack, deadline.Token);
            if (options.Exit)
            {
                return exitCode;
            }

            PrintInvitation(up);
            await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), stack.AnyEnded);
            return stop.IsCancellationRequested ? 0 : throw new DemoException("A process of the demo has ended.");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new DemoException(
                $"No verdict within {options.Timeout.TotalSeconds:0} s. The last output of the processes follows.");
        }
    }

    private async Task<(int ExitCode, ProductReady Up)> InvestigateAsync(
        DemoFolder folder, DemoStack stack, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"[bold]CauseFlow demo[/]: scenario {options.Scenario}");
        var facts = await stack.StartSimulatorAsync(cancellationToken);
        var up = await stack.StartProductAsync(facts, cancellationToken);
        console.MarkupLineInterpolated($"  {"processes",-14}cloud simulator and {(options.IsCluster ? "seven services" : "all-in-one")} are up at {up.Url}");
        using var product = new ProductClient(up);
        using var cloud = new SimulatorClient(facts.ControlEndpoint);
        var clock = new Stopwatch();
        await new CloudConnections(product, cloud, new DemoLog(console)).PlayAsync(facts, clock.Start, cancellationToken);
        var watch = new InvestigationWatch(product, console, clock);
        var exported = await NextVerdictAsync(product, watch, clock, revision: 0, cancellationToken);
        if (facts.Truth.IsLate)
        {
            console.WriteLine();
            console.WriteLine("This verdict cannot know what CloudTrail tells minutes later; the simulated one tells it now. A follow-up reads it:");
            await cloud.CompleteTrailAsync(cancellationToken);
            exported = await NextVerdictAsync(product, watch, clock, exported.Case.Verdict.Revision, cancellationToken);
        }

        await WriteFilesAsync(exported, stack, cancellationToken);
        return (Judge(exported.Case.Verdict, facts.Truth), up);
    }

    private async Task<ExportAnswer> NextVerdictAsync(
        ProductClient product, InvestigationWatch watch, Stopwatch clock, int revision, CancellationToken cancellationToken)
    {
        var finished = await watch.WatchAsync(revision, cancellationToken);
        var elapsed = clock.Elapsed;
        var exported = await product.ExportAsync(finished.Incident.Id, cancellationToken);
        var evidence = await product.EvidenceAsync(finished.Incident.Id, cancellationToken);
        new VerdictReport(console).Print(finished, exported.Case, evidence, elapsed);
        return exported;
    }

    private async Task WriteFilesAsync(
        ExportAnswer exported, DemoStack stack, CancellationToken cancellationToken)
    {
        if (options.JsonFile is { } file)
        {
            await File.WriteAllBytesAsync(file, exported.Body, cancellationToken);
            console.MarkupLineInterpolated($"Case written to {file}");
        }

        if (options.TraceFile is { } trace)
        {
            var traceId = exported.Case.TraceId ?? throw new DemoException("The export names no trace.");
            var spans = await TraceFile.ReadAsync(stack.TraceFiles, traceId, cancellationToken);
            await File.WriteAllLinesAsync(trace, spans.Select(span => span.Line), cancellationToken);
            console.Write(TraceTree.Draw(traceId, spans));
            console.MarkupLineInterpolated($"{spans.Count} spans of one trace written to {trace}");
        }
    }

    private int Judge(Verdict verdict, ScenarioTruth truth)
    {
        if (TruthCheck.Difference(verdict, truth) is { } difference)
        {
            console.MarkupLineInterpolated($"[red]Not the scenario's truth:[/] {difference}");
            return 1;
        }

        console.MarkupLine("[green]The first cause is the scenario's true one.[/]");
        return 0;
    }

    private void PrintInvitation(ProductReady up)
    {
        console.WriteLine();
        console.WriteLine($"CauseFlow stays up at {up.Url}");
        console.WriteLine("Open that address in a browser, and sign in with the key below, to see the incident.");
        console.WriteLine($"Admin key of this demo: {up.FirstAdminKey}");
        console.WriteLine("Ctrl-C stops it and removes its data.");
    }

    private void PrintTails(DemoStack stack)
    {
        foreach (var (name, lines) in stack.Tails(TailLines))
        {
            console.WriteLine($"--- last output of {name}");
            foreach (var line in lines)
            {
                console.WriteLine(line);
            }
        }
    }
}
