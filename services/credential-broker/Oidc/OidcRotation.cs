using CauseFlow.Secrets;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>
/// Follows an old signing key with a new one, which signs once every cloud has had the time to see it. One replica makes it;
/// in a folder that cannot be written, that is left to the operator and said.
/// </summary>
public sealed partial class OidcRotation(
    OidcKeys keys, OidcTokens tokens, IOptions<OidcOptions> options, TimeProvider time, ILogger<OidcRotation> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private volatile bool _isLeftToOperator;

    /// <summary>Whether a key is due and the folder cannot be written.</summary>
    public bool IsLeftToOperator => _isLeftToOperator;

    /// <summary>Makes a key if one is due; answers whether this replica made it.</summary>
    public bool RotateIfDue()
    {
        if (options.Value.RotateAfterDays == 0 || tokens.Issuer is null)
        {
            return false;
        }

        try
        {
            var made = keys.CreateIfOlderThan(TimeSpan.FromDays(options.Value.RotateAfterDays));
            _isLeftToOperator = false;
            if (made is not null)
            {
                LogRotated(made.Id);
            }

            return made is not null;
        }
        catch (KeysReadOnlyException)
        {
            if (!_isLeftToOperator)
            {
                LogReadOnly(options.Value.RotateAfterDays);
            }

            _isLeftToOperator = true;
            return false;
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                RotateIfDue();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogFailure(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 33, Level = LogLevel.Information,
        Message = "Made signing key {KeyId}; it signs once every cloud has had the time to see it")]
    private partial void LogRotated(string keyId);

    [LoggerMessage(EventId = 34, Level = LogLevel.Warning,
        Message = "The signing key is older than {Days} days and the key folder is read-only: add a new file to its folder oidc")]
    private partial void LogReadOnly(int days);

    [LoggerMessage(EventId = 35, Level = LogLevel.Error, Message = "The signing key could not be rotated; it is tried again")]
    private partial void LogFailure(Exception exception);
}
