using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// Redeems a session token at the credential broker. The HTTP client brings the collector's own identity, the time-out and the
/// retries within seconds; who asks decides how long a broker that is away is waited for. This class only tells refusals apart.
/// </summary>
public sealed class BrokerClient(HttpClient http)
{
    /// <summary>
    /// Throws <see cref="PermanentCollectionException"/> with the broker's reason (lease_closed, redemption_limit, …) when
    /// refused and <see cref="TransientCollectionException"/> when the broker could not be asked.
    /// </summary>
    public async Task<RedeemResponse> RedeemAsync(RedeemRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsJsonAsync(
                "/internal/leases/redeem", request, ContractJson.Options, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadFromJsonAsync<RedeemResponse>(ContractJson.Options, cancellationToken)
                    ?? throw Unreadable("it answered with an empty body", null);
            }

            throw Refusal(response, await ReadErrorAsync(response, cancellationToken));
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e.HttpRequestError.ToString(), e);
        }
        catch (JsonException e)
        {
            throw Unreadable("its answer could not be read", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable("it did not answer in time", e);
        }
        catch (Exception e) when (e is not (CollectionException or OperationCanceledException))
        {
            // The HTTP pipeline's own time-out and circuit breaker throw types that this library does not reference.
            throw Unreachable($"its call was given up ({e.GetType().Name})", e);
        }
    }

    private static CollectionException Refusal(HttpResponseMessage response, ApiError? error)
    {
        var (status, retryAfter) = (response.StatusCode, response.Headers.RetryAfter?.Delta);
        var message = error?.Message ?? $"The credential broker answered {(int)status}.";
        if (error?.Error == "lease_closed")
        {
            return new PermanentCollectionException(RefusalReason.LeaseClosed, message, error.Remedy ?? "None needed.");
        }

        var remedy = error?.Remedy;
        return status switch
        {
            HttpStatusCode.Conflict => new PermanentCollectionException(
                error?.Reason ?? RefusalReason.RedemptionLimit, message,
                remedy ?? "Start the investigation again: a lease can be redeemed a bounded number of times."),
            HttpStatusCode.UnprocessableEntity => new PermanentCollectionException(
                error?.Reason ?? RefusalReason.ProviderError, message,
                remedy ?? "Run the connection test of this integration."),
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => new PermanentCollectionException(
                error?.Reason ?? RefusalReason.InvalidInput, message,
                remedy ?? "Check the collector's service identity: the broker did not accept it for this lease."),
            // The broker answered: the cloud behind it throttles or is away, which its message says better than ours.
            HttpStatusCode.ServiceUnavailable when error?.Reason is { } reason => new TransientCollectionException(
                reason, message, remedy ?? "Wait a minute and start the investigation again.") { RetryAfter = retryAfter },
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                Unreachable(message, null, retryAfter),
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests => Unreadable(message, null, retryAfter),
            _ => new PermanentCollectionException(
                error?.Reason ?? RefusalReason.ProviderError, message, remedy ?? "Look at the credential broker's log."),
        };
    }

    /// <summary>It did not take the request, so that asking again costs none of the redemptions that a run may have.</summary>
    private static TransientCollectionException Unreachable(
        string detail, Exception? inner, TimeSpan? retryAfter = null) => Failed(detail, inner, retryAfter, isAway: true);

    /// <summary>It took the request and may have redeemed.</summary>
    private static TransientCollectionException Unreadable(
        string detail, Exception? inner, TimeSpan? retryAfter = null) => Failed(detail, inner, retryAfter, isAway: false);

    private static TransientCollectionException Failed(string detail, Exception? inner, TimeSpan? retryAfter, bool isAway) => new(
        RefusalReason.ProviderUnreachable,
        $"The session could not be redeemed, the credential broker is not available: {detail}",
        "Check that the credential broker is running and reachable from the collector.",
        inner)
        {
            RetryAfter = retryAfter,
            IsBrokerAway = isAway,
        };

    private static async Task<ApiError?> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<ApiError>(ContractJson.Options, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
