using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Control;

/// <summary>What the switches do to one call.</summary>
internal sealed record InjectedFault(Switch Settings, bool Throttle, bool Fail)
{
    public static InjectedFault None { get; } = new(new Switch(), false, false);

    public bool Deny => Settings.Deny;

    /// <summary>Waits and faults use real time: they happen on a socket, where no injected clock ever ticks.</summary>
    public async Task<AwsResponse> ApplyAsync(Func<AwsResponse> answer, CancellationToken cancellationToken)
    {
        if (Settings.Hang)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (Settings.LatencyMs > 0)
        {
            await Task.Delay(Settings.LatencyMs, cancellationToken);
        }

        if (Throttle)
        {
            throw new AwsException(AwsFault.Throttled, "Rate exceeded");
        }

        if (Fail)
        {
            throw new AwsException(
                AwsFault.InternalFailure, "The request processing has failed because of an unknown error.");
        }

        if (Settings.UnknownOperation is { } form)
        {
            return UnknownOperation.Of(form);
        }

        if (Settings.RedirectTo is { } target)
        {
            return new AwsResponse(307, "text/plain", [])
            {
                Headers = new Dictionary<string, string> { ["Location"] = target.AbsoluteUri },
            };
        }

        var response = answer();
        return Settings.Garbage ? response with { Body = response.Body[..(response.Body.Length / 2)] } : response;
    }

    public string Describe() => Settings switch
    {
        { RedirectTo: not null } => "redirect",
        { Garbage: true } => "garbage",
        { UnknownOperation: not null } => "unknown_operation",
        _ => "ok",
    };
}
