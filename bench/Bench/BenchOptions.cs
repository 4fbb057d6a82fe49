using System.Globalization;

namespace CauseFlow.Bench;

/// <summary>The command line: <c>NAME [--option value]</c>.</summary>
internal sealed record BenchOptions
{
    private const int MaxCount = 100_000;

    public required string Name { get; init; }

    /// <summary>Interleaved rounds; the first is warm-up and not counted. Default 5.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Requests of one target in one round. Default 20,000.</summary>
    public int Count { get; init; } = 20_000;

    public int Connections { get; init; } = 64;

    /// <summary>sqlite, postgresql, or both.</summary>
    public string Store { get; init; } = "both";

    /// <summary>Only these targets of <c>accept</c>, with commas between: yardstick, alertmanager, ingestion, gateway; or all. Default all.</summary>
    public string Target { get; init; } = "all";

    /// <summary>Scenario of the simulated clouds that is investigated. Default lambda-timeout.</summary>
    public string Scenario { get; init; } = "lambda-timeout";

    /// <summary>How long the clouds' calls take: <c>even</c> and one slow one, or <c>mix</c>, 20 to 400 ms by chance. Default even.</summary>
    public string Latency { get; init; } = "even";

    /// <summary>Whose memory: aws, azure, gcp or all. Default all.</summary>
    public string Collector { get; init; } = "all";

    /// <summary>What of <c>cluster</c>: gateway, collectors, storm, memory (idle only) or all. Memory is read with each. Default all.</summary>
    public string Part { get; init; } = "all";

    /// <summary>Seconds before memory is read. Default 60.</summary>
    public int IdleSeconds { get; init; } = 60;

    /// <returns>Null when the command line was wrong.</returns>
    public static BenchOptions? Parse(string[] arguments)
    {
        if (arguments is not [var name, .. var rest] || rest.Length % 2 != 0)
        {
            return null;
        }

        var options = new BenchOptions { Name = name };
        foreach (var pair in rest.Chunk(2))
        {
            if (pair[0] == "--scenario")
            {
                options = options with { Scenario = pair[1] };
            }
            else if (pair[0] == "--collector" && pair[1] is "aws" or "azure" or "gcp" or "all")
            {
                options = options with { Collector = pair[1] };
            }
            else if (pair[0] == "--part" && pair[1] is "gateway" or "collectors" or "storm" or "memory" or "all")
            {
                options = options with { Part = pair[1] };
            }
            else if (pair[0] == "--target"
                && pair[1].Split(',').All(one => one is "yardstick" or "alertmanager" or "ingestion" or "gateway" or "all"))
            {
                options = options with { Target = pair[1] };
            }
            else if (pair[0] == "--latency" && pair[1] is "even" or "mix")
            {
                options = options with { Latency = pair[1] };
            }
            else if (pair[0] == "--store" && pair[1] is "sqlite" or "postgresql" or "both")
            {
                options = options with { Store = pair[1] };
            }
            else if (int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is > 0 and <= MaxCount && With(options, pair[0], number) is { } next)
            {
                options = next;
            }
            else
            {
                return null;
            }
        }

        return options;
    }

    private static BenchOptions? With(BenchOptions options, string name, int number) => name switch
    {
        "--rounds" => options with { Rounds = number },
        "--count" => options with { Count = number },
        "--connections" => options with { Connections = number },
        "--idle-seconds" => options with { IdleSeconds = number },
        _ => null,
    };
}
