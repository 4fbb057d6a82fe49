namespace CauseFlow.Demo;

/// <summary>What the command line asks for.</summary>
internal sealed record DemoOptions
{
    public const string Usage = "usage: ./dev demo [--exit] [--scenario NAME] [--json FILE] [--trace FILE] [--keep] [--cluster] [--collectors N]";

    /// <summary>Name of a scenario that the simulator ships, or the path of one.</summary>
    public string Scenario { get; init; } = "lambda-timeout";

    /// <summary>True: stop after the investigation and judge it.</summary>
    public bool Exit { get; init; }

    /// <summary>True: leave the temporary data folder in place.</summary>
    public bool Keep { get; init; }

    /// <summary>True: every service in a process of its own, on RabbitMQ and PostgreSQL.</summary>
    public bool IsCluster { get; init; }

    /// <summary>With <see cref="IsCluster"/>: replicas of each collector, 1 to 8.</summary>
    public int CollectorReplicas { get; init; } = 1;

    /// <summary>Where to write the exported case; null writes none.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Where to write the investigation's spans; null writes none.</summary>
    public string? TraceFile { get; init; }

    /// <summary>Longest time from start to verdict.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(180);

    /// <exception cref="FormatException">An option is unknown or lacks its value.</exception>
    public static DemoOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new DemoOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--exit" => options with { Exit = true },
                "--keep" => options with { Keep = true },
                "--cluster" => options with { IsCluster = true },
                "--collectors" => options with { CollectorReplicas = Count(arguments, ref i) },
                "--scenario" => options with { Scenario = Value(arguments, ref i) },
                "--json" => options with { JsonFile = Value(arguments, ref i) },
                "--trace" => options with { TraceFile = Value(arguments, ref i) },
                _ => throw new FormatException($"Unknown option {arguments[i]}."),
            };
        }

        return options;
    }

    private static int Count(IReadOnlyList<string> arguments, ref int index) =>
        int.TryParse(Value(arguments, ref index), out var count) && count is >= 1 and <= 8
            ? count
            : throw new FormatException("--collectors takes a number from 1 to 8.");

    private static string Value(IReadOnlyList<string> arguments, ref int index)
    {
        var name = arguments[index++];
        return index < arguments.Count && !arguments[index].StartsWith("--", StringComparison.Ordinal)
            ? arguments[index]
            : throw new FormatException($"{name} needs a value.");
    }
}
