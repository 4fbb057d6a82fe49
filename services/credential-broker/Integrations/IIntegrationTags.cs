namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>What decides which investigations an integration joins; the same in every body that has it.</summary>
public interface IIntegrationTags
{
    /// <summary>Integrations that it takes part with.</summary>
    IReadOnlyList<string>? Links { get; }
    IReadOnlyList<string>? Services { get; }
    IReadOnlyList<string>? Environments { get; }
}
