using System.CommandLine;
using System.Net;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Doctor;

namespace CauseFlow.Cli.Profiles;

/// <summary><c>causeflow login URL</c>: tries a key and keeps it.</summary>
internal static class LoginVerb
{
    public static Command Create()
    {
        var url = new Argument<string>("url") { Description = "The public address, such as https://causeflow.example.com." };
        var keyFile = new Option<string?>("--key-file")
        {
            Description = "A file with the key, readable by you alone; else CAUSEFLOW_API_KEY if CAUSEFLOW_URL is the same address, standard input, or a prompt.",
            HelpName = "FILE",
        };
        var caFile = new Option<string?>("--ca-file")
        {
            Description = "PEM of the authorities to trust for this address, in place of the machine's.", HelpName = "FILE",
        };
        var command = new Command("login", "Tries an API key and keeps it in a file that only you can read.") { url, keyFile, caFile };
        command.Does((session, cancellationToken) => LoginAsync(
            session, session.Of(url), session.Of(keyFile), session.Of(caFile), cancellationToken));
        return command;
    }

    private static async Task LoginAsync(
        Session session, string url, string? keyFile, string? caFile, CancellationToken cancellationToken)
    {
        var name = session.ProfileName ?? ProfileStore.Default;
        _ = ProfileStore.PathOf(name);
        var address = Profile.ReadUrl(url);
        var key = keyFile is not null ? Profile.ReadKey(PrivateFile.Read(keyFile), keyFile)
            : KeySource.FromEnvironmentFor(address) ?? Profile.ReadKey(KeySource.Ask("API key (not shown)"), "What was entered");
        var profile = new Profile
        {
            Url = address, ApiKey = key, CaFile = caFile is null ? null : Path.GetFullPath(caFile),
        };
        using var api = session.ApiOf(profile);
        var roles = await RoleProbe.RolesOfAsync(api, cancellationToken);
        if (roles is null)
        {
            throw new ApiException(HttpStatusCode.Unauthorized, "unauthenticated", "The key is unknown there, or was revoked.",
                "Nothing was kept. `causeflow keys create` makes a key; all-in-one prints the first one once.");
        }

        ProfileStore.Write(name, profile);
        var said = roles.Count > 0 ? string.Join(", ", roles) : "ingest";
        if (session.Screen.IsJson)
        {
            session.Screen.Json(System.Text.Json.JsonSerializer.Serialize(new { profile = name, url = address.AbsoluteUri, roles }));
        }
        else
        {
            session.Screen.Line($"Logged in to {address.Authority} as {said} (profile {name}).");
        }
    }
}
