using System.Globalization;

namespace CauseFlow.Bench.Memory;

/// <summary>Resident memory of a process in MB, from /proc.</summary>
internal static class ResidentMemory
{
    public static double Now(int processId) => Read(processId, "VmRSS:");

    /// <summary>The most since the process started, or since <see cref="ForgetPeak"/>.</summary>
    public static double Peak(int processId) => Read(processId, "VmHWM:");

    /// <summary>Lets the kernel reckon the peak anew: proc(5), clear_refs.</summary>
    public static void ForgetPeak(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    private static double Read(int processId, string name)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
