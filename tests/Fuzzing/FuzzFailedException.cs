namespace CauseFlow.Fuzzing;

/// <summary>An input that its target did not stand; the message has it, so that it can become a test of its own.</summary>
public sealed class FuzzFailedException(string name, int seed, int number, byte[] input, Exception inner)
    : Exception($"{name} failed at input {number} of seed {seed}: {inner.GetType().Name}: {inner.Message}\n"
        + Convert.ToBase64String(input), inner);
