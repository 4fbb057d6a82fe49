using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>Where a lease looks, or why an integration that was chosen has nothing to look at.</summary>
public sealed record TargetChoice(CollectionTarget? Target, Refusal? Refusal)
{
    public static TargetChoice Of(CollectionTarget target) => new(target, null);

    public static TargetChoice Nothing(string message, string remedy) =>
        new(null, new Refusal(RefusalReason.NotConnected, message, remedy));
}
