using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Onboarding;

/// <summary>What a customer of one cloud does: connect an account through the public API, and let its alarm go off.</summary>
internal interface ICloudConnection
{
    /// <returns>The integration's id.</returns>
    /// <param name="facts">The simulated account.</param>
    /// <param name="links">Integrations that take part in its investigations.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DemoException">The product or the cloud refuses.</exception>
    Task<string> ConnectAsync(SimulatorFacts facts, IReadOnlyList<string> links, CancellationToken cancellationToken);

    Task RaiseAlarmAsync(SimulatorFacts facts, CancellationToken cancellationToken);
}
