namespace CauseFlow.Collection.Calls;

/// <summary>Reads the body of an answer up to a bound, whatever its length header says.</summary>
public static class BoundedBody
{
    private const int ChunkBytes = 32 * 1024;

    /// <summary>The whole body; null where it is larger than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Headers.ContentLength > maxBytes)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        return await ReadAsync(stream, maxBytes, cancellationToken, (int)(content.Headers.ContentLength ?? 0));
    }

    /// <summary>The whole stream; null where it is larger than <paramref name="maxBytes"/>.</summary>
    /// <param name="stream">Read to its end, or to the bound.</param>
    /// <param name="maxBytes">The bound.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="expected">How long it says to be; wrong is slow and no more, right spares copies of several megabytes.</param>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken, int expected = 0)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = expected > 0 && expected <= maxBytes ? new byte[expected] : new byte[Math.Min(ChunkBytes, maxBytes)];
        for (var length = 0; ;)
        {
            if (length == buffer.Length)
            {
                // One byte more tells whether this was all of it.
                var more = new byte[1];
                if (await stream.ReadAsync(more, cancellationToken) == 0)
                {
                    return buffer;
                }

                if (length == maxBytes)
                {
                    return null;
                }

                Array.Resize(ref buffer, (int)Math.Min(maxBytes, Math.Max(ChunkBytes, 2L * buffer.Length)));
                buffer[length++] = more[0];
                continue;
            }

            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return buffer[..length];
            }

            length += read;
        }
    }
}
