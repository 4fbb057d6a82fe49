namespace CauseFlow.CaseGeneration.Platforms;

/// <summary>The accounts of every incident that is played, so that they need connecting once.</summary>
internal static class PlayedAccount
{
    public const string Aws = "123456789012";
    public const string AwsRegion = "us-east-1";
    public const string Azure = "11111111-2222-4333-8444-555555555555";
    public const string AzureGroup = "shop-prod";
    public const string Google = "orders-prod-318204";
}
