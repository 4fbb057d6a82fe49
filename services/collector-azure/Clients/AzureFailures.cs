using Azure;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>What goes wrong before there is an answer, as Azure's pipeline reports it.</summary>
internal static class AzureFailures
{
    /// <summary>Null where the exception is none of the pipeline's.</summary>
    public static Exception? Of(AzureCall call, Exception exception) => exception switch
    {
        // The socket's own exception says what happened; the call's owner classifies it.
        RequestFailedException { Status: 0, InnerException: HttpRequestException inner } => new HttpRequestException(
            inner.HttpRequestError, null, inner),
        RequestFailedException { Status: 0, InnerException: IOException inner } =>
            new IOException("The connection broke.", inner),
        RequestFailedException { Status: 0 } => new HttpRequestException(HttpRequestError.Unknown, null, exception),
        PermanentCollectionException { Api: null } known =>
            new PermanentCollectionException(known.Reason, known.Message, known.Remedy, known)
        {
            Api = call.Permission, ProviderCode = known.ProviderCode,
        },
        _ => null,
    };
}
