namespace CauseFlow.CaseGeneration.Platforms;

/// <summary>The clouds as their words stand in case folders.</summary>
internal static class CloudWords
{
    public const string Aws = "aws";
    public const string Azure = "azure";
    public const string Google = "gcp";

    public static readonly IReadOnlyList<string> All = [Aws, Azure, Google];
}
