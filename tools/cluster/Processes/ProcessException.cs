namespace CauseFlow.Cluster.Processes;

/// <summary>A program could not be started or has ended; the message says why, for people.</summary>
public sealed class ProcessException(string message) : Exception(message);
