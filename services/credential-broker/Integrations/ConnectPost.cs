using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage.Idempotency;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>A connect by which it is known again when it is repeated.</summary>
/// <param name="TenantId">Whose.</param>
/// <param name="Route">Such as <c>POST /v1/integrations/aws/connect</c>.</param>
/// <param name="Key">Of the client's choice; without one every connect is a new one.</param>
/// <param name="Body">
/// What was sent, as a number that only this installation can make: the body may hold a secret, and a plain hash would let
/// whoever reads the store try secrets.
/// </param>
public sealed record ConnectPost(string TenantId, string Route, IdempotencyKey Key, string Body)
{
    internal static ConnectPost Of<TRequest>(
        CallerIdentity caller, string cloud, IdempotencyKey key, TRequest request, BrokerKeys keys) => new(
        caller.TenantId, $"POST /v1/integrations/{cloud}/connect", key,
        key.Hash is null ? "" : Convert.ToHexStringLower(
            keys.TokenMac([.. "connect|"u8, .. JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Options)])));
}
