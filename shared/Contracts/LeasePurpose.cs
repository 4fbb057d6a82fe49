namespace CauseFlow.Contracts;

/// <summary>What a lease is for; each purpose has its own plan and audit kind.</summary>
public enum LeasePurpose
{
    /// <summary>One pass of an investigation.</summary>
    Investigation,

    /// <summary>An administrator tests an integration.</summary>
    ConnectionTest,

    /// <summary>Alarm history is compared with what arrived.</summary>
    Reconcile,

    /// <summary>Alarms are taken from a queue.</summary>
    Intake,

    /// <summary>The engine is run over past alarms.</summary>
    Backtest,
}
