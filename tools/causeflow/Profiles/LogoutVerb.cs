using System.CommandLine;

namespace CauseFlow.Cli.Profiles;

/// <summary><c>causeflow logout</c>: forgets a key; it stays valid until it is revoked.</summary>
internal static class LogoutVerb
{
    public static Command Create()
    {
        var command = new Command("logout", "Removes the kept key from this machine; `causeflow keys revoke` ends it everywhere.");
        command.Does((session, _) =>
        {
            var name = session.ProfileName ?? ProfileStore.Default;
            var wasThere = ProfileStore.Remove(name);
            if (session.Screen.IsJson)
            {
                session.Screen.Json(System.Text.Json.JsonSerializer.Serialize(new { profile = name, removed = wasThere }));
            }
            else
            {
                session.Screen.Line(wasThere ? $"The key of profile {name} was removed." : $"There is no profile {name}.");
            }

            return Task.CompletedTask;
        });
        return command;
    }
}
