namespace CauseFlow.Gateway;

/// <summary>The first admin key, held only between the first start and its one printing. Never logged.</summary>
public sealed class FirstKey
{
    private string? key;
    private string? file;

    /// <summary>Id of the tenant that the key belongs to; null unless this start made it.</summary>
    public string? TenantId { get; private set; }

    /// <summary>The key, once; afterwards, and on every later start, null.</summary>
    public string? Take() => Interlocked.Exchange(ref key, null);

    /// <summary>
    /// Writes the key for the person who started the product, or where it is when there is a file for it: what is printed ends up
    /// in logs. Nothing when there is none.
    /// </summary>
    public void PrintOnce(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Take() is { } first)
        {
            output.WriteLine(file is null
                ? $"First admin key of tenant {TenantId} (shown only this once): {first}"
                : $"The first admin key of tenant {TenantId} is in {file}");
        }
    }

    public override string ToString() => "[redacted]";

    internal void Set(string tenantId, string first, string? writtenTo)
    {
        (TenantId, key, file) = (tenantId, first, writtenTo);
    }
}
