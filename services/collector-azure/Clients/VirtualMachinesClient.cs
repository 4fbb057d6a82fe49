using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using CauseFlow.Collection;
using CauseFlow.Collection.Calls;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// Azure's own client, which never retries here and never leaves its host: each page and each machine is one call of the
/// budget.
/// </summary>
internal sealed class VirtualMachinesClient : IVirtualMachines
{
    private const string Permission = "Microsoft.Compute/virtualMachines/read";
    private readonly ArmClient _arm;
    private readonly CallPipeline _calls;
    private readonly CollectionOptions _collection;
    private readonly TimeSpan _maxRetryAfter;

    public VirtualMachinesClient(
        AzureTransport transport, Uri endpoint, TokenCredential credential, CollectorAzureOptions options,
            CollectionOptions collection,
        TimeProvider time)
    {
        var client = new ArmClientOptions
        {
            Transport = transport.Transport,
                Environment = new ArmEnvironment(endpoint, endpoint.GetLeftPart(UriPartial.Authority)),
        };
        AzureHttp.Prepare(client);
        client.AddPolicy(new OwnHostPolicy(endpoint, options.MaxResponseBytes), HttpPipelinePosition.PerRetry);
        _arm = new ArmClient(credential, null, client);
        _calls = AzureHttp.CallsOf(options, time);
        _collection = collection;
        _maxRetryAfter = TimeSpan.FromSeconds(options.MaxRetryAfterSeconds);
    }

    public Task<CloudMachine> GetAsync(AzureId id, CallMeter calls, CancellationToken cancellationToken) => ExecuteAsync(
        new AzureCall(Permission, id.Path, id.Text), calls,
        async token => Of((await _arm.GetVirtualMachineResource(new ResourceIdentifier(id.Text)).GetAsync(InstanceViewType.InstanceView, token)).Value.Data),
        cancellationToken);

    public async Task<ArmPages<CloudMachine>> ListAsync(
        string subscription, CallMeter calls, CancellationToken cancellationToken)
    {
        var scope = $"/subscriptions/{subscription}";
        var resource = _arm.GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(subscription));
        var machines = new List<CloudMachine>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? next = null;
        for (var page = 0; page < _collection.MaxPages; page++)
        {
            var link = next;
            Page<VirtualMachineResource> read;
            try
            {
                read = await ExecuteAsync(
                    new AzureCall(Permission, scope, scope), calls, token => PageAsync(resource, link, token),
                        cancellationToken);
            }
            catch (CollectionException e) when (page > 0)
            {
                return new ArmPages<CloudMachine>(machines, null, e);
            }

            machines.AddRange(read.Values.Select(machine => Of(machine.Data)));
            if (read.ContinuationToken is not { Length: > 0 } following)
            {
                return new ArmPages<CloudMachine>(machines);
            }

            if (!seen.Add(following))
            {
                return new ArmPages<CloudMachine>(machines, "its next page is one that was read before");
            }

            next = following;
        }

        return new ArmPages<CloudMachine>(machines, $"it has more than {_collection.MaxPages} pages");
    }

    private static async Task<Page<VirtualMachineResource>> PageAsync(
        SubscriptionResource subscription, string? next, CancellationToken cancellationToken)
    {
        await foreach (var page in subscription.GetVirtualMachinesAsync(statusOnly: "true",
            cancellationToken: cancellationToken)
            .AsPages(next).WithCancellation(cancellationToken))
        {
            return page;
        }

        throw new JsonException("A list without a page.");
    }

    private Task<T> ExecuteAsync<T>(AzureCall call, CallMeter calls, Func<CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken) =>
        _calls.ExecuteAsync(call.Permission, "", calls, async token =>
        {
            try
            {
                return await attempt(token);
            }
            catch (RequestFailedException e) when (e.Status != 0 && e.GetRawResponse() is { } response)
            {
                throw response.Status is >= 200 and < 300 ? AzureHttp.Unreadable(call,
                    e) : AzureErrors.Classify(call, response, _maxRetryAfter);
            }
            catch (Exception e) when (AzureFailures.Of(call, e) is { } failure)
            {
                throw failure;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or NullReferenceException)
            {
                // Azure's reader throws many things at JSON that is not as its specification has it.
                throw AzureHttp.Unreadable(call, e);
            }
        }, startsWork: false, cancellationToken);

    private static CloudMachine Of(VirtualMachineData data) => new()
    {
        Id = data.Id?.ToString() ?? "",
        Name = data.Name ?? "",
        Location = data.Location.Name,
        Size = data.HardwareProfile?.VmSize?.ToString(),
        ProvisioningState = data.ProvisioningState,
        OperatingSystem = data.StorageProfile?.OSDisk?.OSType?.ToString(),
        CreatedAt = data.TimeCreated,
        Zones = [.. data.Zones ?? []],
        Statuses = data.InstanceView is { } view ? [.. (view.Statuses ?? []).Select(Of)] : null,
        AgentVersion = data.InstanceView?.VmAgent?.VmAgentVersion,
        Agent = [.. (data.InstanceView?.VmAgent?.Statuses ?? []).Select(Of)],
        Extensions = [.. (data.InstanceView?.Extensions ?? []).SelectMany(extension =>
            (extension.Statuses ?? []).Select(status => (extension.Name ?? "", Of(status))))],
        Disks = [.. (data.InstanceView?.Disks ?? []).SelectMany(disk =>
            (disk.Statuses ?? []).Select(status => (disk.Name ?? "", Of(status))))],
    };

    private static MachineStatus Of(InstanceViewStatus status) => new(
        status.Code ?? "", status.Level == ComputeStatusLevelType.Error, status.DisplayStatus, status.Message, status.Time);
}
