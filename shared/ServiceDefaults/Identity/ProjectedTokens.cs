using Microsoft.Extensions.Options;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>
/// The tokens of this pod's service account, one file for each service that it calls. The kubelet replaces a file long before the token
/// in it expires, so it is read for every call: it is small, and lies in memory.
/// </summary>
public sealed class ProjectedTokens(IOptions<IdentityOptions> options)
{
    private const int MaxBytes = 16 * 1024;

    /// <summary>False where services sign for themselves.</summary>
    public bool AreUsed => options.Value.ProjectedTokenFolder is { Length: > 0 };

    /// <summary>The token for one call.</summary>
    /// <exception cref="HttpRequestException">There is none: the call cannot be made, now.</exception>
    public async Task<string> ReadAsync(string audience, CancellationToken cancellationToken)
    {
        var path = Path.Combine(options.Value.ProjectedTokenFolder!, audience);
        try
        {
            await using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes];
            var length = await file.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellationToken);
            var token = System.Text.Encoding.ASCII.GetString(bytes, 0, length).Trim();
            return token.Length > 0 && length < MaxBytes
                ? token : throw new HttpRequestException($"{path} holds no service-account token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HttpRequestException(
                $"{path} cannot be read. Project a service-account token for this audience there, or leave"
                + " Identity:ProjectedTokenFolder out.", exception);
        }
    }
}
