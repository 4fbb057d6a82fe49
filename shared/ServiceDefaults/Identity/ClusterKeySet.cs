using System.Net.Http.Headers;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>
/// The public keys of the cluster. Keys that are known stay in use when a later reading fails: a short outage of the API server must not
/// stop redemptions.
/// </summary>
internal sealed partial class ClusterKeySet(IOptions<IdentityOptions> options, TimeProvider time, ILogger<ClusterKeySet> logger)
    : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);
    private readonly ClusterIdentityOptions _options = options.Value.Kubernetes;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lazy<HttpClient> _http = new(() => Client(options.Value.Kubernetes));
    private OpenIdConnectConfiguration? _known;
    private DateTimeOffset _readAt;
    private volatile bool _isStale;

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (Current() is { } current)
        {
            return current;
        }

        await _reading.WaitAsync(cancel);
        try
        {
            return Current() ?? await ReadAsync(cancel);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>A token names a key that is not known.</summary>
    public void RequestRefresh() => _isStale = true;

    /// <summary>The next look is for this key: after a rotation the first token that is signed with the new one must count already.</summary>
    public void Expect(string? keyId)
    {
        if (_known is { } known && known.SigningKeys.All(key => key.KeyId != keyId))
        {
            RequestRefresh();
        }
    }

    public void Dispose()
    {
        _reading.Dispose();
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }

    private static HttpClient Client(ClusterIdentityOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        if (options.KeySetCaFile is { Length: > 0 } file)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Roots.OnlyThese(file);
        }

        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = MaxBytes };
    }

    private OpenIdConnectConfiguration? Current()
    {
        var age = time.GetUtcNow() - _readAt;
        return _known is { } known && age < (_isStale ? ShortestInterval : TimeSpan.FromSeconds(_options.KeySetCacheSeconds))
            ? known : null;
    }

    private async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = new OpenIdConnectConfiguration { Issuer = _options.Issuer! };
            foreach (var key in new JsonWebKeySet(await TextAsync(cancellationToken)).GetSigningKeys().Where(key => key is not SymmetricSecurityKey))
            {
                read.SigningKeys.Add(key);
            }

            _known = read;
            _isStale = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HttpRequestException or ArgumentException
            or System.Text.Json.JsonException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.NotRead(logger, exception);
            if (_known is null)
            {
                throw new InvalidOperationException("The cluster's key set cannot be read, so no service can be recognised.", exception);
            }

            _isStale = true;
        }

        _readAt = time.GetUtcNow();
        return _known;
    }

    private async Task<string> TextAsync(CancellationToken cancellationToken)
    {
        if (_options.KeySetFile is { Length: > 0 } file)
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, _options.KeySetAddress);
        if (_options.KeySetTokenFile is { Length: > 0 } token)
        {
            request.Headers.Authorization =
                new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(token, cancellationToken)).Trim());
        }

        using var answer = await _http.Value.SendAsync(request, cancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The cluster's key set could not be read")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
