using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>The state of a virtual machine. A power state that is not given is unknown, not stopped.</summary>
internal static class MachineState
{
    private const string Api = "Microsoft.Compute/virtualMachines/read";
    private const int MaxMessage = 500;

    public static ResourceState Of(CollectionContext context, ResourceRef resource, CloudMachine machine)
    {
        List<ResourceCondition> conditions = [.. Conditions(context.Redactor, machine)];
        var power = machine.PowerState;
        var status = power?.ToLowerInvariant() switch
        {
            "stopped" or "stopping" or "deallocated" or "deallocating" => ResourceStatus.Stopped,
            "running" when IsFailed(machine.ProvisioningState) => ResourceStatus.Failed,
            "running" when conditions.Count > 0 => ResourceStatus.Degraded,
            "running" => ResourceStatus.Healthy,
            _ => IsFailed(machine.ProvisioningState) ? ResourceStatus.Failed : ResourceStatus.Unknown,
        };
        var native = $"{power ?? "power state unknown"}, provisioning {machine.ProvisioningState ?? "unknown"}";
        return AzureState.Of(context, resource, status, native, conditions, Attributes(machine), Api);
    }

    private static IEnumerable<ResourceCondition> Conditions(Redactor redactor, CloudMachine machine)
    {
        foreach (var status in (machine.Statuses ?? []).Where(IsBad))
        {
            yield return Condition(redactor, "Machine", status);
        }

        foreach (var status in machine.Agent.Where(IsBad))
        {
            yield return Condition(redactor, "Agent", status);
        }

        foreach (var (extension, status) in machine.Extensions.Where(pair => IsBad(pair.Status)))
        {
            yield return Condition(redactor, $"Extension {extension}", status);
        }

        foreach (var (disk, status) in machine.Disks.Where(pair => IsBad(pair.Status)))
        {
            yield return Condition(redactor, $"Disk {disk}", status);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Attributes(CloudMachine machine)
    {
        yield return new("powerState", machine.PowerState);
        yield return new("provisioningState", machine.ProvisioningState);
        yield return new("vmSize", machine.Size);
        yield return new("osType", machine.OperatingSystem);
        yield return new("zones", string.Join(", ", machine.Zones));
        yield return new("timeCreated", machine.CreatedAt?.ToString("O", CultureInfo.InvariantCulture));
        yield return new("agentVersion", machine.AgentVersion);
        yield return new("agentStatus", machine.Agent.Count > 0 ? machine.Agent[0].Display : null);
        yield return new("lastProvisioned",
            machine.Statuses?.FirstOrDefault(status => status.Time is not null)?.Time?.ToString("O",
            CultureInfo.InvariantCulture));
    }

    private static bool IsFailed(string? provisioning) =>
        provisioning?.StartsWith("Failed", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsBad(MachineStatus status) => status.IsError
        || status.Code.Contains("/failed", StringComparison.OrdinalIgnoreCase)
        || status.Code.Contains("Unavailable", StringComparison.OrdinalIgnoreCase);

    /// <summary>What an extension says can hold the output of a script: it is redacted as long as it is whole.</summary>
    private static ResourceCondition Condition(Redactor redactor, string type, MachineStatus status) => new()
    {
        Type = type, Reason = status.Code, Since = status.Time,
        Message = CutText.Redacted(redactor, status.Message ?? status.Display, MaxMessage),
    };
}
