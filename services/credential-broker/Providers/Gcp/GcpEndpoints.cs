namespace CauseFlow.CredentialBroker.Providers.Gcp;

internal static class GcpEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
    }
}
