namespace CauseFlow.CredentialBroker.Providers.Azure;

internal static class AzureEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
    }
}
