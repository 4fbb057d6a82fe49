namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>
/// Says in time that a client secret ends: from its last day on no investigation sees anything of Azure.
/// </summary>
public static class SecretExpiry
{
    public static TimeSpan WarnBefore { get; } = TimeSpan.FromDays(14);

    /// <summary>Null while there is time, and where nobody has said when it ends.</summary>
    public static string? Warning(AzureSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Keyless || settings.SecretExpiresAt is not { } expiry || now < expiry - WarnBefore)
        {
            return null;
        }

        var what = now < expiry
            ? $"The client secret expires on {expiry:yyyy-MM-dd HH:mm} UTC."
            : $"The client secret expired on {expiry:yyyy-MM-dd HH:mm} UTC.";
        return $"{what} Make a new one: {AzCommands.ResetSecret(settings.ClientId)}, then PATCH /v1/integrations/{{id}} "
            + "with clientSecret and secretExpiresAt.";
    }
}
