namespace CauseFlow.Dashboard.Shell;

/// <summary>A line as it was typed.</summary>
internal static class TypedText
{
    /// <summary>Without the spaces around it; null when nothing is left.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
