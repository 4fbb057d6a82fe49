using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CauseFlow.CloudSimulation;

/// <summary>
/// The simulator as a process. Prints one line of JSON (<see cref="SimulatorFacts"/>) when all ports are open, and runs
/// until SIGINT or SIGTERM.
/// </summary>
internal static class Program
{
    private const string Usage =
        "usage: cloud-simulator [--scenario NAME|FILE] [--alarm-time ISO8601] [--external-id ID] [--state DIR] "
        + "[--sns-host HOST] [--aws-port N | --port N] [--sns-port N] [--azure-port N] [--google-port N] [--control-port N] [--ready-file PATH]";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static async Task<int> Main(string[] arguments)
    {
        string? readyFile;
        CloudSimulatorOptions options;
        try
        {
            (options, readyFile) = Parse(arguments);
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Message}\n{Usage}");
            return 2;
        }

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        await using var simulator = await CloudSimulator.StartAsync(options);
        var facts = JsonSerializer.Serialize(simulator.Facts, Json);
        if (readyFile is not null)
        {
            // A reader that polls for the file must never see half of it.
            await File.WriteAllTextAsync(readyFile + ".tmp", facts);
            File.Move(readyFile + ".tmp", readyFile, overwrite: true);
        }

        await Console.Out.WriteLineAsync(facts);
        await stop.Task;
        return 0;
    }

    private static void Stop(PosixSignalContext signal, TaskCompletionSource stop)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }

    private static (CloudSimulatorOptions Options, string? ReadyFile) Parse(string[] arguments)
    {
        var options = new CloudSimulatorOptions();
        string? readyFile = null;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length
                ? arguments[i + 1]
                : throw new FormatException($"{arguments[i]} needs a value.");
            (options, readyFile) = arguments[i] switch
            {
                "--scenario" => (options with { Scenario = value }, readyFile),
                "--alarm-time" => (options with { AlarmTime = Time(value) }, readyFile),
                "--external-id" => (options with { ExternalId = value }, readyFile),
                "--state" => (options with { StateDirectory = value }, readyFile),
                "--sns-host" => (options with { SnsHost = value }, readyFile),
                "--aws-port" or "--port" => (options with { AwsPort = Port(value) }, readyFile),
                "--sns-port" => (options with { SnsPort = Port(value) }, readyFile),
                "--google-port" => (options with { GooglePort = Port(value) }, readyFile),
                "--azure-port" => (options with { AzurePort = Port(value) }, readyFile),
                "--control-port" => (options with { ControlPort = Port(value) }, readyFile),
                "--ready-file" => (options, value),
                _ => throw new FormatException($"Unknown option {arguments[i]}."),
            };
        }

        return (options, readyFile);
    }

    private static DateTimeOffset Time(string value) => DateTimeOffset.TryParse(
        value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time
        : throw new FormatException($"'{value}' is not a time.");

    private static int Port(string value) =>
        ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new FormatException($"'{value}' is not a port.");
}
