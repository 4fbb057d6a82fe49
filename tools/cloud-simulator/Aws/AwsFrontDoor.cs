using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Signing;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>
/// The one endpoint of all services: finds the service, checks the signature, applies the switches, and records the
/// call, in this order, so that an injected fault never hides a wrong signature.
/// </summary>
internal sealed class AwsFrontDoor(
    IReadOnlyList<IAwsService> services,
    SigV4Verifier verifier,
    SwitchBoard switches,
    CallLog calls,
    TimeProvider clock)
{
    public async Task HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = await AwsRequest.ReadAsync(context, cancellationToken);
        var requestId = Guid.NewGuid().ToString();
        var service = services.FirstOrDefault(candidate => candidate.Claims(request));
        if (service is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var response = await AnswerAsync(service, request, requestId, cancellationToken);
        context.Response.StatusCode = response.Status;
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        context.Response.ContentType = response.ContentType;
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.ContentLength = response.Body.Length;
        await context.Response.Body.WriteAsync(response.Body, cancellationToken);
    }

    private async Task<AwsResponse> AnswerAsync(
        IAwsService service,
        AwsRequest request,
        string requestId,
        CancellationToken cancellationToken)
    {
        var operation = "";
        AwsCaller? caller = null;
        var outcome = "aborted";
        var status = 0;
        try
        {
            operation = service.OperationOf(request);
            caller = verifier.Verify(request, service.SigningName);
            var injected = switches.Take(service.Name, operation);
            var response = await injected.ApplyAsync(
                () => service.Invoke(operation, new AwsCall(request, caller, requestId, injected.Deny)
                {
                    Switch = injected.Settings,
                }),
                cancellationToken);
            (outcome, status) = (injected.Describe(), response.Status);
            return response;
        }
        catch (AwsException exception)
        {
            (outcome, status) = service.Protocol.Spell(exception);
            return service.Protocol.Write(exception, requestId);
        }
        finally
        {
            calls.Add(new RecordedCall(
                clock.GetUtcNow(), service.Name, operation, caller?.Region, caller?.AccessKeyId, caller?.SessionName,
                caller?.Arn, status, outcome));
        }
    }
}
