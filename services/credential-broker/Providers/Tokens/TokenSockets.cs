using CauseFlow.Collection.Transport;

namespace CauseFlow.CredentialBroker.Providers.Tokens;

/// <summary>The sockets to the clouds' token endpoints, kept for the process; tests put their own in place.</summary>
public sealed class TokenSockets(HttpMessageHandler azure, HttpMessageHandler gcp) : IDisposable
{
    /// <summary>A PEM file whose roots are trusted for Azure beside the machine's own.</summary>
    public const string AzureExtraRoots = "AZURE_EXTRA_ROOTS";
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public HttpMessageHandler Azure => azure;

    public HttpMessageHandler Gcp => gcp;

    public static TokenSockets Create(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new TokenSockets(
            CloudSockets.Create(ConnectTimeout, configuration[AzureExtraRoots] is { Length: > 0 } file ? [file] : null),
            CloudSockets.Create(ConnectTimeout));
    }

    public void Dispose()
    {
        azure.Dispose();
        gcp.Dispose();
    }
}
