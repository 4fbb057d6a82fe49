namespace CauseFlow.Messaging;

/// <summary>
/// Pauses between the attempts of one message in a service with a database. The first ones outlive conflicts of row
/// versions (one of the contenders wins each round, and an endpoint has <see cref="Contenders"/> at most), the last ones a
/// failover of the store: about 70 s in all, each spread by a quarter so that replicas do not keep step.
/// </summary>
internal static class RetryIntervals
{
    /// <summary>Messages that one endpoint of a service with a database works on at once.</summary>
    public const int Contenders = 8;

    private static readonly int[] Milliseconds =
        [20, 50, 100, 200, 400, 800, 1_500, 3_000, 5_000, 10_000, 20_000, 30_000];

    public static TimeSpan[] Spread(Random random, int count) =>
        [.. Milliseconds.Take(count).Select(pause => TimeSpan.FromMilliseconds(pause * (0.75 + (0.5 * random.NextDouble()))))];
}
