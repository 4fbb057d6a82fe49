namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>Field names compared without case, separators and path: <c>Configuration.MemorySize</c> is <c>memorysize</c>.</summary>
public static class FieldName
{
    public static string Plain(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var last = field[(field.LastIndexOf('.') + 1)..];
        return new string([.. last.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
    }
}
