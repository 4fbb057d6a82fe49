namespace CauseFlow.Storage.Schema;

/// <summary>A store that this program may not use as it is. The message says what to do.</summary>
public sealed class SchemaException(string message, Exception? inner = null) : Exception(message, inner);
