namespace CauseFlow.Demo;

/// <summary>The demo cannot go on; the message says why, for people.</summary>
internal sealed class DemoException(string message) : Exception(message);
