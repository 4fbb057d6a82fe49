using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Queues;

/// <summary>What one spell of reading a queue came to; counted by several messages at once.</summary>
internal sealed class QueueTally(AwsSessionGranted grant)
{
    private readonly Lock _gate = new();
    private (int Received, int Taken, int Refused, DateTimeOffset? LastTakenAt) _counts;

    /// <summary>The calls of the lease are spent.</summary>
    public bool IsSpent { get; set; }

    public void Count(HandOver answer, DateTimeOffset now)
    {
        lock (_gate)
        {
            _counts.Received++;
            if (answer == HandOver.Stored)
            {
                _counts.Taken++;
                _counts.LastTakenAt = now;
            }
            else if (answer == HandOver.Refused)
            {
                _counts.Refused++;
            }
        }
    }

    public QueueIntakeEnded Report(DateTimeOffset now)
    {
        lock (_gate)
        {
            return new QueueIntakeEnded
            {
                TenantId = grant.TenantId, IntegrationId = grant.IntegrationId, LeaseId = grant.LeaseId,
                Received = _counts.Received, Taken = _counts.Taken, Refused = _counts.Refused,
                LastTakenAt = _counts.LastTakenAt, IsSpent = IsSpent, EndedAt = now,
            };
        }
    }
}
