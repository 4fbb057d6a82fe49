namespace CauseFlow.CollectorGcp.Clients;

/// <summary>Gives the access token of an audience; the only place from which a token of Google's comes.</summary>
internal interface IAccessTokens
{
    Task<string> TokenAsync(string audience, CancellationToken cancellationToken);
}
