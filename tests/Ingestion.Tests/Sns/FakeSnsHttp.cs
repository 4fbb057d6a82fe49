using System.Collections.Concurrent;
using System.Net;
using CauseFlow.Ingestion.Sns;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>Answers by address and keeps the calls.</summary>
public sealed class FakeSnsHttp : ISnsHttp
{
    public ConcurrentQueue<Uri> Calls { get; } = [];

    public Func<SnsUrl, CancellationToken, Task<SnsFetch>> Answer { get; set; } =
        (_, _) => Task.FromResult(new SnsFetch(HttpStatusCode.NotFound, []));

    public Task<SnsFetch> GetAsync(SnsUrl url, CancellationToken cancellationToken)
    {
        Calls.Enqueue(url.Uri);
        return Answer(url, cancellationToken);
    }

    /// <summary>Issuers by address.</summary>
    public Func<SnsIssuerUrl, Task<SnsFetch>> Issuer { get; set; } =
        _ => Task.FromResult(new SnsFetch(HttpStatusCode.NotFound, []));

    public Task<SnsFetch> GetIssuerAsync(SnsIssuerUrl url, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        Calls.Enqueue(url.Uri);
        return Issuer(url);
    }
}
