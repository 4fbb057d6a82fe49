using System.Net.Sockets;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Api;

/// <summary>Why no answer came, as a person can act on it.</summary>
internal static class Unreachable
{
    public static CommandException Of(Uri url, HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new(
            $"The name {url.Host} is not known.", "Check the URL, and the network that you are in.", exception),
        HttpRequestError.SecureConnectionError => new(
            $"The certificate of {url.Authority} is not trusted, or it speaks no TLS.",
            "`causeflow login --ca-file FILE` names the authority that issued it.", exception),
        HttpRequestError.ConnectionError when IsRefused(exception) => new(
            $"Nothing listens at {url.Authority}.", "Is CauseFlow running there? `causeflow login` changes the URL.", exception),
        HttpRequestError.ConnectionError => new(
            $"{url.Authority} cannot be reached.", "Check the network, a proxy (HTTPS_PROXY) and the URL.", exception),
        HttpRequestError.ConfigurationLimitExceeded => new(
            "The answer is larger than this command reads.", "Ask for fewer rows with --limit.", exception),
        _ => new($"{url.Authority} gave no usable answer.", "`causeflow doctor` looks at the way there.", exception),
    };

    private static bool IsRefused(Exception exception) =>
        exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}
