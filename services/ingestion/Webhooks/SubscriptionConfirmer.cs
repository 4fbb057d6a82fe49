using System.Security.Cryptography;
using System.Text;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Secrets;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Calls SubscribeURL of confirmations that are due, and only of accepted topics.</summary>
public sealed class SubscriptionConfirmer(
    IngestionDbContext db, ISnsHttp http, SecretVault vault, IOptions<SnsOptions> options, TimeProvider time)
    : IDueWork
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
    public async Task DoAsync(string id, CancellationToken token)
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
            (row.Status, row.DueAt) = (ConfirmationStatus.Confirmed, null);
            row.Forget();
        }
        else if (result.Permanent || row.Attempts >= MaxAttempts || now - row.ReceivedAt > TokenLifetime)
        {
            (row.Status, row.DueAt) = (ConfirmationStatus.Failed, null);
            row.Forget();
        }
        else
        {
            var seconds = Math.Min(MaxBackOff.TotalSeconds, 5 * Math.Pow(3, row.Attempts));
            row.DueAt = now + TimeSpan.FromSeconds(seconds);
        }
    }

    private async Task<(bool Done, bool Permanent, string? Error)> CallAsync(Confirmation row, CancellationToken token)
    {
        try
        {
            if (await UrlAsync(row, token) is not { } url)
            {
                return (false, true, "hostile_url");
            }

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
        catch (KeyUnavailableException)
        {
            // The key may be restored; until then nothing is lost.
            return (false, false, "key_unavailable");
        }
        catch (CryptographicException)
        {
            return (false, true, "unreadable");
        }
    }

    private async Task<SnsUrl?> UrlAsync(Confirmation row, CancellationToken token)
    {
        if (row.SubscribeUrl is null || SnsTopic.TryParse(row.TopicArn) is not { } topic)
        {
            return null;
        }

        var plain = await vault.DecryptAsync(row.SubscribeUrl, row.SecretContext, token);
        try
        {
            return SnsUrl.StoredConfirmation(Encoding.UTF8.GetString(plain), topic, options.Value);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
