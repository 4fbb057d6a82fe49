using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CauseFlow.Bench.Load;

/// <summary>
/// wrk posts bodies that were made beforehand, each once: it costs so little that the target, not the generator, is measured.
/// It always takes its whole time, and counts that in which it had bodies left.
/// </summary>
internal static class Wrk
{
    private const string Program = "/usr/bin/wrk";
    private const int Threads = 2;
    private const int Seconds = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static bool IsInstalled => File.Exists(Program);

    /// <returns>Answers a second, and the 99th percentile of one request in milliseconds.</returns>
    /// <param name="target">Gets a POST of each body.</param>
    /// <param name="bodies">Without line breaks.</param>
    /// <param name="contentType">Of all.</param>
    /// <param name="connections">Kept open, each with one request under way.</param>
    /// <param name="cancellationToken">Stops wrk.</param>
    /// <exception cref="InvalidOperationException">An answer was an error, so the rate would mean nothing.</exception>
    public static async Task<(double PerSecond, double P99)> PostAsync(
        Uri target, IReadOnlyList<byte[]> bodies, string contentType, int connections, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, bodies.Select(Encoding.UTF8.GetString), new UTF8Encoding(false), limit.Token);
            var output = await RunAsync(
                ["-t", $"{Threads}", "-c", $"{connections}", "-d", $"{Seconds}s", "--timeout", "30s", "-s",
                    Path.Combine(AppContext.BaseDirectory, "Load", "post-each.lua"), target.ToString(), "--", file, contentType, $"{Threads}"],
                limit.Token);
            return Read(target, output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (double PerSecond, double P99) Read(Uri target, string output)
    {
        var figures = output.Split('\n').FirstOrDefault(line => line.StartsWith("figures ", StringComparison.Ordinal))?.Split(' ')
            ?? throw new InvalidOperationException($"wrk has not measured {target}: {output}");
        double Number(int at) => double.Parse(figures[at], CultureInfo.InvariantCulture);
        return Number(4) == 0
            ? (Number(1) / Number(2), Number(3))
            : throw new InvalidOperationException($"{target.AbsolutePath.Split('/')[1]}: {Number(4)} requests failed.");
    }

    private static async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var wrk = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var error = wrk.StandardError.ReadToEndAsync(cancellationToken);
            var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
            await wrk.WaitForExitAsync(cancellationToken);
            return output + await error;
        }
        finally
        {
            if (!wrk.HasExited)
            {
                wrk.Kill();
            }
        }
    }
}
