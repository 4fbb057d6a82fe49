namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>
/// SplitMix64: the same numbers on every machine and runtime, which System.Random does not promise between versions.
/// </summary>
internal sealed class StableRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>A generator for one minute of one named series.</summary>
    public static StableRandom For(int seed, string name, int minute)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in name)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        return new StableRandom(hash ^ ((ulong)(uint)seed << 32) ^ (uint)minute);
    }

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 (included) to 1 (excluded).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Both ends included.</summary>
    public long NextBetween(long from, long to) => from + (long)(Next() % (ulong)(to - from + 1));
}
