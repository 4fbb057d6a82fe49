using System.Globalization;

namespace CauseFlow.Fuzz.Tests;

/// <summary>How long each target is fuzzed, and from which seed: CAUSEFLOW_FUZZ_SECONDS and CAUSEFLOW_FUZZ_SEED.</summary>
internal static class FuzzTime
{
    /// <summary>Short in a run of all tests; <c>./dev fuzz</c> asks for more.</summary>
    public static TimeSpan Budget { get; } = TimeSpan.FromSeconds(Number("CAUSEFLOW_FUZZ_SECONDS", 1));

    /// <summary>Printed with each result, so that a failure can be met again.</summary>
    public static int Seed { get; } = Number("CAUSEFLOW_FUZZ_SEED", 20_261);

    /// <summary>An input that takes longer hangs: the slowest honest one takes milliseconds, and this machine has other work.</summary>
    public static TimeSpan Hang { get; } = TimeSpan.FromSeconds(20);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number : otherwise;
}
