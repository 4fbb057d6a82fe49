using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Tests.Clouds;

namespace CauseFlow.CredentialBroker.Tests.Conformance;

public sealed class AzureKeylessConformance : AzureSecretConformance
{
    protected override string? Secret => null;

    protected override IEnumerable<(ScriptedAnswer Answer, RefusalReason Reason)> Refusals =>
    [
        (new(401, Entra.Error("invalid_client", 700213)), RefusalReason.SecretInvalid),
        (new(401, Entra.Error("invalid_request", 70021)), RefusalReason.SecretInvalid),
        (new(401, Entra.Error("invalid_client", 700024)), RefusalReason.ClockSkew),
        (new(401, Entra.Error("invalid_client", 700027)), RefusalReason.KeyInvalid),
        (new(400, Entra.Error("unauthorized_client", 700016)), RefusalReason.AppNotFound),
    ];
}
