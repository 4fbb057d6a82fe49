using CauseFlow.Contracts;
using CauseFlow.Investigations.Notifications.Channels;

namespace CauseFlow.Investigations.Notifications.Settings;

/// <summary>Checks what was typed, and reports every error at once.</summary>
internal sealed class ChannelReader(ChannelAddresses addresses)
{
    public const int MaxChannels = 10;
    private const int MaxName = 60;
    private const int MinKey = 16;
    private const int MaxKey = 256;
    private static readonly NotificationEvent[] Events =
        [.. Enum.GetValues<NotificationEvent>().Where(one => one != NotificationEvent.Test)];

    public IReadOnlyList<WantedChannel> Read(NotificationSettingsBody body, FieldErrors errors)
    {
        errors.Require(body.Version is >= 0, "version", "version is that of the settings to replace, 0 for the first ones.");
        var bodies = body.Channels ?? [];
        errors.Require(body.Channels is not null && bodies.Count <= MaxChannels && bodies.All(one => one is not null),
            "channels", $"channels is a list of at most {MaxChannels}.");
        var wanted = bodies.Where(one => one is not null).Take(MaxChannels)
            .Select((one, index) => Read(one, $"channels[{index}].", errors)).ToList();
        errors.Require(wanted.Select(one => one.Name).Distinct(StringComparer.Ordinal).Count() == wanted.Count,
            "channels", "Two channels have the same name.");
        return wanted;
    }

    private WantedChannel Read(ChannelBody body, string path, FieldErrors errors)
    {
        var isKind = EnumWords.TryRead<ChannelKind>(body.Kind, out var kind) && kind is not null;
        errors.Require(isKind, path + "kind", $"{path}kind is slack, teams, pagerduty or webhook.");
        errors.Require(EnumWords.TryRead<IncidentSeverity>(body.MinimumSeverity, out var severity), path + "minimumSeverity",
            $"{path}minimumSeverity is critical, high, medium, low or info.");
        var events = Events.Where(one => body.Events?.Contains(EnumWords.Of(one)) == true).ToList();
        errors.Require(events.Count > 0 && body.Events!.Distinct().Count() == events.Count, path + "events",
            $"{path}events is one or more of {string.Join(", ", Events.Select(EnumWords.Of))}.");
        CheckSecrets(body, isKind ? kind : null, path, errors);
        return new(errors.Text(body.Name, 1, MaxName, path + "name"), kind ?? default, body.Enabled ?? true, events,
            severity ?? IncidentSeverity.Info,
            new ChannelSecret { Url = body.Url, RoutingKey = body.RoutingKey, SigningKey = body.SigningKey });
    }

    /// <summary>No message repeats what was given.</summary>
    private void CheckSecrets(ChannelBody body, ChannelKind? kind, string path, FieldErrors errors)
    {
        if (body.Url is { } url)
        {
            errors.Require(kind is null or not ChannelKind.Pagerduty, path + "url", $"{path}url does not belong to this kind.");
            errors.Require(ProblemOf(url) is null, path + "url", $"{path}url: {ProblemOf(url)}");
        }

        if (body.RoutingKey is { } routing)
        {
            errors.Require(kind is null or ChannelKind.Pagerduty, path + "routingKey", $"{path}routingKey belongs to pagerduty alone.");
            errors.Require(routing.Length is >= 20 and <= 64 && routing.All(char.IsAsciiLetterOrDigit), path + "routingKey",
                $"{path}routingKey is the integration key of an Events API v2 integration, 32 letters and digits.");
        }

        if (body.SigningKey is { } signing)
        {
            errors.Require(kind is null or ChannelKind.Webhook, path + "signingKey", $"{path}signingKey belongs to webhook alone.");
            errors.Require(signing.Length is >= MinKey and <= MaxKey && signing.All(one => one is > ' ' and < '\x7f'),
                path + "signingKey", $"{path}signingKey has {MinKey} to {MaxKey} characters of ASCII without spaces.");
        }
    }

    private string? ProblemOf(string url) =>
        url.Length <= ChannelAddresses.MaxLength && Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? addresses.ProblemOf(address)
            : "It is not an address.";
}
