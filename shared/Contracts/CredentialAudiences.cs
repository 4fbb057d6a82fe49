namespace CauseFlow.Contracts;

/// <summary>What a credential is minted for: a run redeems each audience that it needs by itself.</summary>
public static class CredentialAudiences
{
    public const string Aws = "aws";

    public const string AzureManagement = "azure.management";
    public const string AzureLogAnalytics = "azure.loganalytics";

    public const string GcpLogging = "gcp.logging";
    public const string GcpMonitoring = "gcp.monitoring";
    public const string GcpCompute = "gcp.compute";
    public const string GcpContainer = "gcp.container";
    public const string GcpRun = "gcp.run";
    public const string GcpResourceManager = "gcp.resourcemanager";
}
