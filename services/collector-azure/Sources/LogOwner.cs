using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>A resource whose rows are mined.</summary>
internal sealed record LogOwner(ResourceRef Resource, AzureId Id);
