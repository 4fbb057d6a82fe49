using Microsoft.Extensions.Configuration;

namespace CauseFlow.ServiceDefaults;

/// <summary>
/// A folder whose files are settings, each with the name of its variable (<c>Bus__Password</c>): a password in a file is seen by
/// fewer than one in the environment, which every child, dump and inspection of a container shows.
/// </summary>
internal static class SettingsFolder
{
    private const string Key = "SettingsFolder";

    /// <summary>What the files say counts above everything that was configured before; nothing where no folder is named.</summary>
    public static void AddSettingsFolder(this IConfigurationManager configuration)
    {
        if (configuration[Key] is { Length: > 0 } folder)
        {
            configuration.AddKeyPerFile(folder, optional: false);
        }
    }
}
