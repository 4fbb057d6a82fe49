using Microsoft.AspNetCore.Http.Features;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Reads the raw body of a webhook, never more than its bound, with or without a length.</summary>
internal static class WebhookBody
{
    /// <summary>Null when it is larger than <paramref name="maxBytes"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http, int maxBytes, CancellationToken token)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }

        try
        {
            using var buffer = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 4096, maxBytes));
            await http.Request.Body.CopyToAsync(buffer, token);
            return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}
