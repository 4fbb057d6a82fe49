namespace CauseFlow.Fuzz.Tests;

/// <summary>Holds the input that broke the code.</summary>
internal sealed class FuzzException(string message, Exception inner) : Exception(message, inner);
