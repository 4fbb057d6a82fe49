namespace CauseFlow.CloudSimulation.DataStores;

/// <summary>A message as SQS hands it out.</summary>
/// <param name="MessageId">Of the queue, not of SNS.</param>
/// <param name="ReceiptHandle">New with each receipt.</param>
/// <param name="Body">As it was sent.</param>
internal sealed record QueuedMessage(string MessageId, string ReceiptHandle, string Body);
