using System.Security.Cryptography;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Calls SubscribeURL of confirmations that are due, and only of accepted topics.</summary>
public sealed class SubscriptionConfirmer(
    IngestionDbContext db, ISnsHttp http, IngestionKeys keys, IOptions<SnsOptions> options, TimeProvider time)
{
    private const int MaxAttempts = 12;

    // A token of SNS is valid for three days (SNS developer guide, HTTP subscriptions).
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(3);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromHours(1);

    public Task<List<string>> DueAsync(CancellationToken token)
    {
        var now = time.GetUtcNow();
        return db.Confirmations.AsNoTracking()
            .Where(row => row.Status == ConfirmationStatus.Queued && row.DueAt <= now)
            .OrderBy(row => row.DueAt).Select(row => row.Id).Take(20).ToListAsync(token);
    }

    /// <summary>Confirms one, or says when to try again. Confirming twice is harmless: SNS answers the same.</summary>
    public async Task ConfirmAsync(string id, CancellationToken token)
    {
        var row = await db.Confirmations.SingleAsync(confirmation => confirmation.Id == id, token);
        var accepted = await db.AcceptedTopics.AnyAsync(
            topic => topic.TenantId == row.TenantId && topic.TopicArn == row.TopicArn, token);
        if (!accepted)
        {
            // The integration was disconnected in the meantime.
            (row.Status, row.DueAt) = (ConfirmationStatus.Waiting, null);
        }
        else
        {
            Finish(row, await CallAsync(row, token));
        }

        row.Version++;
        await db.SaveChangesAsync(token);
    }

    private void Finish(Confirmation row, (bool Done, bool Permanent, string? Error) result)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        row.Attempts++;
        row.LastError = result.Error;
        if (result.Done)
        {
            (row.Status, row.DueAt, row.SubscribeUrl) = (ConfirmationStatus.Confirmed, null, null);
        }
        else if (result.Permanent || row.Attempts >= MaxAttempts || now - row.ReceivedAt > TokenLifetime)
        {
            (row.Status, row.DueAt, row.SubscribeUrl) = (ConfirmationStatus.Failed, null, null);
        }
        else
        {
            var seconds = Math.Min(MaxBackOff.TotalSeconds, 5 * Math.Pow(3, row.Attempts));
            row.DueAt = now + TimeSpan.FromSeconds(seconds);
        }
    }

    private async Task<(bool Done, bool Permanent, string? Error)> CallAsync(Confirmation row, CancellationToken token)
    {
        if (Url(row) is not { } url)
        {
            return (false, true, "hostile_url");
        }

        try
        {
            var answer = await http.GetAsync(url, token);
            var status = (int)answer.Status;
            return status == 200
                ? (true, false, null)
                : (false, status is >= 300 and < 500 and not 408 and not 429, $"status_{status}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException
            && !token.IsCancellationRequested)
        {
            return (false, false, "unreachable");
        }
    }

    private SnsUrl? Url(Confirmation row)
    {
        if (row.SubscribeUrl is null || SnsTopic.TryParse(row.TopicArn) is not { } topic)
        {
            return null;
        }

        try
        {
            return SnsUrl.StoredConfirmation(
                keys.Open(row.SubscribeUrl, $"{row.TenantId}|{row.Id}"), topic, options.Value);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
