namespace CauseFlow.Ingestion.Grouping;

/// <summary>How a transition came in.</summary>
/// <param name="DeliveryId">Its row of the intake log.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="IsBackfill">It never arrived and was found in the cloud's history.</param>
/// <param name="IsOver">Of a back-fill: the alarm has left this ALARM since, which no later delivery has to tell.</param>
public sealed record FiringOrigin(string DeliveryId, DateTimeOffset ReceivedAt, bool IsBackfill = false, bool IsOver = false);
