using System.Runtime.InteropServices;
using CauseFlow.Demo;
using Spectre.Console;

DemoOptions options;
try
{
    options = DemoOptions.Parse(args);
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n{DemoOptions.Usage}");
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 140;
}

return await new DemoRun(options, AnsiConsole.Console).RunAsync(stop.Token);

void Stop(PosixSignalContext signal)
{
    // The children are stopped on the way out, so the process must not end by the signal itself.
    signal.Cancel = true;
    stop.Cancel();
}
