using System.Collections.Concurrent;

namespace CauseFlow.CloudSimulation.Control;

/// <summary>One call as the simulator saw it.</summary>
/// <param name="Time">By the simulator's clock.</param>
/// <param name="Service">Prefix of the IAM actions, for example logs.</param>
/// <param name="Operation">For example StartQuery; empty if it could not be told.</param>
/// <param name="Region">Region of the credential scope; null if the call was not authenticated.</param>
/// <param name="AccessKeyId">Null if the call was not authenticated.</param>
/// <param name="SessionName">Null for the principal's own key.</param>
/// <param name="Arn">Identity of the caller.</param>
/// <param name="Status">HTTP status; 0 if the client was gone before an answer.</param>
/// <param name="Outcome">ok, the error code sent, redirect, garbage or aborted.</param>
public sealed record RecordedCall(
    DateTimeOffset Time,
    string Service,
    string Operation,
    string? Region,
    string? AccessKeyId,
    string? SessionName,
    string? Arn,
    int Status,
    string Outcome);

/// <summary>The last calls, oldest first.</summary>
internal sealed class CallLog
{
    private const int MaxCalls = 20_000;
    private readonly ConcurrentQueue<RecordedCall> calls = new();

    public IReadOnlyList<RecordedCall> All => [.. calls];

    public void Add(RecordedCall call)
    {
        calls.Enqueue(call);
        while (calls.Count > MaxCalls)
        {
            calls.TryDequeue(out _);
        }
    }
}
