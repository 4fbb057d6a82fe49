using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CauseFlow.Dashboard.Api;

/// <summary>
/// The <c>Idempotency-Key</c> of each POST that is under way or whose answer got lost: the same words to the same place are the same POST,
/// so that a second click, or another try after a lost answer, makes nothing more. Once the API has answered, the same words mean
/// something new.
/// </summary>
internal sealed class Attempts
{
    /// <summary>Lost answers of one open page that are remembered.</summary>
    private const int Most = 100;
    private readonly ConcurrentDictionary<string, string> open = new(StringComparer.Ordinal);

    /// <param name="path">Where to.</param>
    /// <param name="body">What is sent. It may hold a secret, and is not kept.</param>
    public (string Name, string Key) Begin(string path, ReadOnlySpan<byte> body)
    {
        if (open.Count >= Most)
        {
            open.Clear();
        }

        var name = $"{path} {Convert.ToHexStringLower(SHA256.HashData(body))}";
        return (name, open.GetOrAdd(name, _ => Guid.NewGuid().ToString("N")));
    }

    /// <summary>The API has made it, or has refused it.</summary>
    public void End(string name) => open.TryRemove(name, out _);

    /// <summary>Whether nobody knows what became of it.</summary>
    public static bool IsOpen(ApiException exception) =>
        exception.Status is ApiException.NoAnswer or >= StatusCodes.Status500InternalServerError;
}
