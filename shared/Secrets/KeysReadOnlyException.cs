namespace CauseFlow.Secrets;

/// <summary>The keys can be read and not written: whoever mounts them adds the new one and names it in <c>current</c>.</summary>
public sealed class KeysReadOnlyException(string message, Exception inner) : Exception(message, inner);
