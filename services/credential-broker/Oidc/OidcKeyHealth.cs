using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>Says that an operator is needed for the next signing key. The old one goes on signing, so that nothing is down.</summary>
internal sealed class OidcKeyHealth(OidcRotation rotation) : IHealthCheck
{
    public const string Name = "oidc-keys";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(rotation.IsLeftToOperator
            ? HealthCheckResult.Degraded("The signing key is due for rotation and the key folder is read-only.")
            : HealthCheckResult.Healthy());
}
