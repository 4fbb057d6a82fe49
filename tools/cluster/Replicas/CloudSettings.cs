namespace CauseFlow.Cluster.Replicas;

/// <summary>What leads CauseFlow to simulated clouds in place of the real ones.</summary>
public static class CloudSettings
{
    /// <param name="environment">The simulator's own variables: endpoints, and the principal's key.</param>
    /// <param name="principalArn">CauseFlow's own principal at AWS.</param>
    /// <param name="sns">Host name, port and PEM root under which SNS signs and serves; the host is on this machine.</param>
    /// <param name="azureRootPem">Root under which Azure serves; null without Azure.</param>
    /// <param name="folder">Takes the roots as files.</param>
    public static Dictionary<string, string> Of(
        IReadOnlyDictionary<string, string> environment, string principalArn, (string Host, int Port, string RootPem) sns,
        string? azureRootPem, string folder)
    {
        var settings = new Dictionary<string, string>(environment)
        {
            ["Aws:PrincipalArn:aws"] = principalArn,
            ["Sns:ExtraRoots:0"] = Write(folder, "sns-root.pem", sns.RootPem),
            ["Sns:ExtraHosts:0:Host"] = sns.Host,
            ["Sns:ExtraHosts:0:Address"] = "127.0.0.1",
            ["Sns:ExtraHosts:0:Port"] = $"{sns.Port}",
        };
        if (azureRootPem is not null)
        {
            settings["AZURE_EXTRA_ROOTS"] = Write(folder, "azure-root.pem", azureRootPem);
        }

        return settings;
    }

    private static string Write(string folder, string name, string text)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
