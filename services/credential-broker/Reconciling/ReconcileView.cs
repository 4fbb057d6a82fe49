using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Aws;

namespace CauseFlow.CredentialBroker.Reconciling;

/// <summary>How the comparison of alarm history with what arrived stands, as the API shows it.</summary>
public sealed record ReconcileView
{
    /// <summary>Off until an admin switches it on.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Until when the history has been compared; null before the first look.</summary>
    public DateTimeOffset? Until { get; init; }
    public DateTimeOffset? LastLookAt { get; init; }

    /// <summary>Null while it is off.</summary>
    public DateTimeOffset? NextLookAt { get; init; }

    /// <summary>State changes that never arrived and were found, in all looks.</summary>
    public required long Missed { get; init; }

    /// <summary>The same of the last look.</summary>
    public required int LastMissed { get; init; }

    /// <summary>The newest that were missed, at most 20; empty in a list.</summary>
    public required IReadOnlyList<MissedTransition> Recent { get; init; }

    /// <summary>Why the last look could not read everything; null when it could.</summary>
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }

    /// <summary>Null for an integration that has no alarm history to compare.</summary>
    public static ReconcileView? Of(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        if (integration.Settings is not AwsSettings settings)
        {
            return null;
        }

        var state = integration.Reconcile ?? new ReconcileState();
        return new ReconcileView
        {
            Enabled = settings.Reconcile, Until = state.Until, LastLookAt = state.LastLookAt,
            NextLookAt = integration.ReconcileDueAt, Missed = state.Missed, LastMissed = state.LastMissed, Recent = state.Recent,
            Reason = state.Reason, Message = state.Message, Remedy = state.Remedy,
        };
    }
}
