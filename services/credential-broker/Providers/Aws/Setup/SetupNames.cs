namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>What the templates and commands call things, unless the customer says otherwise.</summary>
public static class SetupNames
{
    public const string Role = "CauseFlowRead";
    public const string Policy = "CauseFlowRead";
    public const string Topic = "causeflow-alarms";
    public const string Stack = "causeflow";
    public const string Canary = "causeflow-canary";
    public const string CanaryRole = "CauseFlowCanary";
    public const string Intake = "causeflow-intake";
    public const string IntakePolicy = "CauseFlowIntake";
}
