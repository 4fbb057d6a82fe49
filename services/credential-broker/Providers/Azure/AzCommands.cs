namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>
/// Lines for the Azure CLI. What stands in them was checked when it came in, so that it needs no quoting.
/// </summary>
public static class AzCommands
{
    public static string ResetSecret(string clientId) => $"az ad app credential reset --id {clientId} --append --years 1";

    public static string ShowApp(string clientId) => $"az ad app show --id {clientId}";

    public static string CreatePrincipal(string clientId) => $"az ad sp create --id {clientId}";

    public static string EnablePrincipal(string clientId) => $"az ad sp update --id {clientId} --set accountEnabled=true";
}
