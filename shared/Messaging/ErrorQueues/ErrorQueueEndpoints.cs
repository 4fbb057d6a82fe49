using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client.Exceptions;

namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>What operators do with the messages that a service gave up. Each service answers for its own queues.</summary>
public static class ErrorQueueEndpoints
{
    private const int DefaultPage = 20;

    /// <summary>Maps <c>/v1/operations/error-queues/{service}</c>.</summary>
    public static void MapErrorQueues(this IEndpointRouteBuilder endpoints, string service)
    {
        var api = endpoints.MapApi(service).RequireRoles(Roles.Operator);
        var path = $"/v1/operations/error-queues/{service}";
        var name = string.Concat(service.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        api.MapGet(path, (IServiceProvider provider, CancellationToken cancellationToken) => AskAsync(async () =>
                Results.Ok(await DeskOf(provider, service).ListAsync(cancellationToken))))
            .WithName($"list{name}ErrorQueues").WithSummary("The service's error queues: how many messages each has and since when.")
            .Produces<ErrorQueueList>().Produces<ApiError>(StatusCodes.Status503ServiceUnavailable);
        api.MapGet(path + "/{queue}",
                (string queue, int? limit, IServiceProvider provider, CancellationToken cancellationToken) =>
                    OfQueueAsync(service, provider, queue, async desk => Results.Ok(await desk.LookAsync(
                        queue, Math.Clamp(limit ?? DefaultPage, 1, ErrorQueueDesk.MaxMessages), cancellationToken))))
            .WithName($"list{name}DeadMessages")
            .WithSummary("The first messages of an error queue: type, ids, reason and time, never what they carry.")
            .Produces<DeadMessageList>().Produces<ApiError>(StatusCodes.Status404NotFound)
            .Produces<ApiError>(StatusCodes.Status503ServiceUnavailable);
        MapAction("redrive", isDiscard: false, $"redrive{name}DeadMessages",
            "Sends one message, or the first ones, to where they failed; those that could only fail again stay, with the reason.");
        MapAction("discard", isDiscard: true, $"discard{name}DeadMessages",
            "Deletes one message, or the first ones, with an audit record of each.");

        void MapAction(string verb, bool isDiscard, string id, string summary) => api.MapPost($"{path}/{{queue}}/{verb}",
                (string queue, QueueActionRequest request, CallerIdentity caller, IServiceProvider provider,
                    CancellationToken cancellationToken) => OfQueueAsync(service, provider, queue,
                        desk => ActAsync(desk, caller, queue, request, isDiscard, cancellationToken)))
            .WithName(id).WithSummary(summary)
            .Produces<QueueActionAnswer>().Produces<ApiError>(StatusCodes.Status400BadRequest)
            .Produces<ApiError>(StatusCodes.Status404NotFound).Produces<ApiError>(StatusCodes.Status409Conflict)
            .Produces<ApiError>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ActAsync(
        ErrorQueueDesk desk, CallerIdentity caller, string queue, QueueActionRequest request, bool isDiscard,
        CancellationToken cancellationToken)
    {
        if (request.All == request.MessageId is not null)
        {
            return ApiErrors.BadRequest("invalid_input", "Give either messageId, or all: true for the first messages.");
        }

        if (await desk.ActAsync(caller, queue, request, isDiscard, cancellationToken) is not { } answer)
        {
            return AuditTrail.Unavailable;
        }

        // Of one message the refusal is the answer; of many, they are listed.
        return request.MessageId is null ? Results.Ok(answer)
            : answer.Refused is [var refused, ..] && answer.Done.Count == 0 ? ApiErrors.Conflict(refused.Code, refused.Message)
            : answer.Done.Count > 0 ? Results.Ok(answer)
            : ApiErrors.NotFound("message_not_found",
                $"Among the first {ErrorQueueDesk.MaxMessages} messages of {queue} there is none with this id. List them again.");
    }

    private static Task<IResult> OfQueueAsync(
        string service, IServiceProvider provider, string queue, Func<ErrorQueueDesk, Task<IResult>> work)
    {
        var desk = DeskOf(provider, service);
        return desk.Knows(queue)
            ? AskAsync(() => work(desk))
            : Task.FromResult(ApiErrors.NotFound("queue_not_found",
                $"{service} has no such error queue. GET /v1/operations/error-queues/{service} lists them."));
    }

    private static async Task<IResult> AskAsync(Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or OperationInterruptedException
            or PublishException or AlreadyClosedException or TimeoutException)
        {
            return ApiErrors.Unavailable(
                "bus_unavailable", "RabbitMQ did not answer. What was not ended stays in its queue; try again.");
        }
    }

    private static ErrorQueueDesk DeskOf(IServiceProvider provider, string service) =>
        ActivatorUtilities.CreateInstance<ErrorQueueDesk>(
            provider,
            provider.GetServices<BusParticipant>().Single(participant => participant.Service == service),
            provider.GetRequiredKeyedService<IErrorQueueRules>(service));
}
