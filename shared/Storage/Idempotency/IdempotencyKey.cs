using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace CauseFlow.Storage.Idempotency;

/// <summary>
/// The header <c>Idempotency-Key</c> of a POST that creates: 1 to 128 printable ASCII characters of the client's choice.
/// A parameter of the handler.
/// </summary>
/// <param name="Hash">SHA-256 in hex; null when the client sent none, and then every POST creates.</param>
public sealed record IdempotencyKey(string? Hash) : IEndpointParameterMetadataProvider
{
    public const string HeaderName = "Idempotency-Key";

    /// <summary>Characters that it may have.</summary>
    public const int MaxLength = 128;

    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var values = context.Request.Headers[HeaderName];
        if (values.Count == 0)
        {
            return new(new IdempotencyKey((string?)null));
        }

        var text = values.ToString();
        return values.Count == 1 && text.Length is > 0 and <= MaxLength && text.All(c => c is > ' ' and < (char)127)
            ? new(new IdempotencyKey(HashOf(Encoding.ASCII.GetBytes(text))))
            : throw new BadHttpRequestException("Idempotency-Key takes 1 to 128 printable ASCII characters.");
    }

    /// <summary>Lets the API's description know that the endpoint takes the header.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, Microsoft.AspNetCore.Builder.EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(TakesIdempotencyKey.Instance);
    }

    internal static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
