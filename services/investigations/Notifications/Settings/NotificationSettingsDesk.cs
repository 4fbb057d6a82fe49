using System.Security.Cryptography;
using CauseFlow.Contracts;
using CauseFlow.Secrets;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Notifications.Settings;

/// <summary>Reads and changes a tenant's settings. Nothing is saved here; the caller commits.</summary>
internal sealed class NotificationSettingsDesk(
    InvestigationsDbContext db, ChannelSecrets secrets, IOptions<NotificationOptions> options, TimeProvider time)
{
    public async Task<StoredSettings> ReadAsync(string tenantId, CancellationToken cancellationToken) => new(
        await db.NotificationSettings.FirstOrDefaultAsync(row => row.TenantId == tenantId, cancellationToken),
        await db.NotificationChannels.Where(row => row.TenantId == tenantId).ToListAsync(cancellationToken));

    /// <summary>What is missing: a secret that a new channel, or one of another kind, needs.</summary>
    public static void Check(StoredSettings stored, IReadOnlyList<WantedChannel> wanted, FieldErrors errors)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            var channel = wanted[i];
            var isKnown = stored.Channels.Any(row => row.Name == channel.Name && row.Kind == channel.Kind);
            var path = $"channels[{i}].";
            errors.Require(isKnown || channel.Kind == ChannelKind.Pagerduty || channel.Secret.Url is not null,
                path + "url", $"{path}url is needed for a new channel.");
            errors.Require(isKnown || channel.Kind != ChannelKind.Pagerduty || channel.Secret.RoutingKey is not null,
                path + "routingKey", $"{path}routingKey is needed for a new channel.");
            errors.Require(isKnown || channel.Kind != ChannelKind.Webhook || channel.Secret.SigningKey is not null,
                path + "signingKey", $"{path}signingKey is needed for a new channel.");
        }
    }

    /// <summary>A PUT that is repeated, or that changes nothing, is well, whatever version it names.</summary>
    public async Task<bool> IsAsStoredAsync(
        StoredSettings stored, IReadOnlyList<WantedChannel> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count != stored.Channels.Count || (stored.Settings is null && wanted.Count == 0))
        {
            return stored.Settings is null && wanted.Count == 0;
        }

        foreach (var channel in wanted)
        {
            var row = stored.Channels.FirstOrDefault(one => one.Name == channel.Name);
            if (row is null || !channel.IsAsStored(row))
            {
                return false;
            }

            if (channel.GivesSecret
                && (await TryOpenAsync(row, cancellationToken) is not { } known || channel.Over(known) != known))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts the wanted ones in the place of the stored ones.</summary>
    /// <returns>What changed, by name, for the record.</returns>
    /// <exception cref="KeyUnavailableException">A secret cannot be sealed, or one that stays in part cannot be opened.</exception>
    public async Task<Dictionary<string, string>> ApplyAsync(
        string tenantId, string person, StoredSettings stored, IReadOnlyList<WantedChannel> wanted, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var changes = new Dictionary<string, string>();
        foreach (var row in stored.Channels.Where(row => wanted.All(channel => channel.Name != row.Name)))
        {
            db.NotificationChannels.Remove(row);
            changes[row.Name] = $"removed {EnumWords.Of(row.Kind)}";
        }

        foreach (var channel in wanted)
        {
            var row = stored.Channels.FirstOrDefault(one => one.Name == channel.Name);
            if (row is null)
            {
                db.NotificationChannels.Add(await NewRowAsync(tenantId, channel, now, cancellationToken));
                changes[channel.Name] = $"added {Describe(channel)}";
            }
            else if (await ChangeAsync(row, channel, now, cancellationToken) is { } change)
            {
                changes[channel.Name] = change;
            }
        }

        Touch(tenantId, person, stored.Settings, now);
        return changes;
    }

    private void Touch(string tenantId, string person, NotificationSettingsRow? settings, DateTimeOffset now)
    {
        if (settings is null)
        {
            db.NotificationSettings.Add(new NotificationSettingsRow
            {
                TenantId = tenantId, Version = 1, ChangedAt = now, ChangedBy = person,
            });
            return;
        }

        settings.Version++;
        (settings.ChangedAt, settings.ChangedBy) = (now, person);
    }

    private async Task<NotificationChannelRow> NewRowAsync(
        string tenantId, WantedChannel channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Ids.New("chn", time);
        var secret = channel.Over(null);
        var (box, keyId) = await secrets.SealAsync(
            new SecretContext(tenantId, id, "notification-channel"), secret, cancellationToken);
        return new NotificationChannelRow
        {
            Id = id, TenantId = tenantId, Name = channel.Name, Kind = channel.Kind, Enabled = channel.Enabled, Events = channel.Events,
            MinimumSeverity = channel.MinimumSeverity, Target = TargetOf(channel.Kind, secret), Secret = box, SecretKeyId = keyId,
            SecretSetAt = now,
        };
    }

    /// <summary>Null when it stays as it is.</summary>
    private async Task<string?> ChangeAsync(
        NotificationChannelRow row, WantedChannel channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isSecretNew = channel.GivesSecret;
        if (channel.IsAsStored(row) && !isSecretNew)
        {
            return null;
        }

        if (isSecretNew)
        {
            // Of another kind nothing stays; else a new address keeps its signing key.
            var known = row.Kind == channel.Kind && channel.Kind == ChannelKind.Webhook
                ? await secrets.OpenAsync(row, cancellationToken) : null;
            var secret = channel.Over(known);
            (row.Secret, row.SecretKeyId) = await secrets.SealAsync(row.SecretContext, secret, cancellationToken);
            (row.Target, row.SecretSetAt) = (TargetOf(channel.Kind, secret), now);
        }

        (row.Kind, row.Enabled, row.Events, row.MinimumSeverity) =
            (channel.Kind, channel.Enabled, channel.Events, channel.MinimumSeverity);
        return $"changed {Describe(channel)}{(isSecretNew ? ", new secret" : "")}";
    }

    private async Task<ChannelSecret?> TryOpenAsync(NotificationChannelRow row, CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.OpenAsync(row, cancellationToken);
        }
        catch (Exception exception) when (exception is KeyUnavailableException or CryptographicException)
        {
            return null;
        }
    }

    private string TargetOf(ChannelKind kind, ChannelSecret secret) =>
        kind == ChannelKind.Pagerduty ? options.Value.PagerDutyUrl.Host : new Uri(secret.Url!).IdnHost;

    private static string Describe(WantedChannel channel) =>
        $"{EnumWords.Of(channel.Kind)}, {(channel.Enabled ? "on" : "off")}, {string.Join(' ', channel.Events.Select(EnumWords.Of))}, "
        + $"from {EnumWords.Of(channel.MinimumSeverity)}";
}
