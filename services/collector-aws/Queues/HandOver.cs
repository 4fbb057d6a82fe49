namespace CauseFlow.CollectorAws.Queues;

/// <summary>What ingestion said to a message.</summary>
internal enum HandOver
{
    /// <summary>It is stored: the queue need not keep it.</summary>
    Stored,

    /// <summary>It can never be taken.</summary>
    Refused,

    /// <summary>It cannot be taken now.</summary>
    Unavailable,
}
