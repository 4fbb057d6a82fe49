using System.Globalization;
using System.Xml.Linq;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Ec2;

/// <summary>What the EC2 API shows of an instance now.</summary>
internal sealed class InstanceView(LoadedScenario scenario, ScenarioInstance instance)
{
    private static readonly Dictionary<string, int> StateCodes = new()
    {
        ["pending"] = 0, ["running"] = 16, ["shutting-down"] = 32, ["terminated"] = 48, ["stopping"] = 64, ["stopped"] = 80,
    };

    public ScenarioInstance Instance => instance;

    public bool IsRunning => State.Name == "running";

    private double Minute => (scenario.Now - scenario.Origin).TotalMinutes;

    private ScenarioInstanceState State =>
        instance.States.LastOrDefault(state => (state.FromMinute ?? double.MinValue) <= Minute) ?? new ScenarioInstanceState();

    /// <summary>Values of a filter; null for one that is not simulated.</summary>
    public IEnumerable<string>? Values(string filter) => filter switch
    {
        "instance-id" => [instance.Id],
        "instance-state-name" => [State.Name],
        "availability-zone" => [instance.AvailabilityZone],
        "image-id" => [instance.ImageId],
        "instance-type" => [instance.Type],
        "vpc-id" => [instance.VpcId],
        "subnet-id" => [instance.SubnetId],
        "tag-key" => instance.Tags.Keys,
        "system-status.status" => [Checks().System],
        "instance-status.status" => [Checks().Instance],
        "event.code" => ShownEvents().Select(happening => happening.Code),
        _ when filter.StartsWith("tag:", StringComparison.Ordinal) =>
            instance.Tags.TryGetValue(filter[4..], out var value) ? [value] : [],
        _ => null,
    };

    public IEnumerable<XElement> Describe()
    {
        var state = State;
        yield return Text("instanceId", instance.Id);
        yield return Text("imageId", instance.ImageId);
        yield return StateElement();
        yield return Text("privateDnsName", $"ip-{instance.PrivateIpAddress.Replace('.', '-')}.ec2.internal");
        yield return Text("dnsName", "");
        yield return Text("reason", state is { Reason: { } reason, FromMinute: { } minute }
            ? $"{reason} ({scenario.At(minute).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} GMT)" : "");
        yield return Text("amiLaunchIndex", "0");
        yield return Text("instanceType", instance.Type);
        yield return Text("launchTime", Time(instance.LaunchedAtMinute));
        yield return Element("placement",
            Text("availabilityZone", instance.AvailabilityZone), Text("groupName", ""), Text("tenancy", "default"));
        yield return Element("monitoring", Text("state", "enabled"));
        yield return Text("subnetId", instance.SubnetId);
        yield return Text("vpcId", instance.VpcId);
        yield return Text("privateIpAddress", instance.PrivateIpAddress);
        yield return Element("groupSet", [.. instance.SecurityGroupIds.Select(group =>
            Element("item", Text("groupId", group), Text("groupName", "default")))]);
        yield return Text("architecture", instance.Architecture);
        yield return Text("rootDeviceType", "ebs");
        yield return Text("rootDeviceName", "/dev/xvda");
        yield return Text("virtualizationType", "hvm");
        yield return Text("hypervisor", "xen");
        yield return Text("platformDetails", instance.PlatformDetails);
        yield return Element("tagSet", [.. instance.Tags.Select(tag =>
            Element("item", Text("key", tag.Key), Text("value", tag.Value)))]);
        foreach (var optional in Optional(state))
        {
            yield return optional;
        }
    }

    public IEnumerable<XElement> Status()
    {
        yield return Text("instanceId", instance.Id);
        yield return Text("availabilityZone", instance.AvailabilityZone);
        yield return StateElement();
        var events = ShownEvents().Select(EventElement).ToArray();
        if (events.Length > 0)
        {
            yield return Element("eventsSet", events);
        }

        // Of an instance that does not run, AWS reports no check at all.
        var checks = Checks();
        yield return Check("systemStatus", checks.System, check => check.System);
        yield return Check("instanceStatus", checks.Instance, check => check.Instance);
        yield return Check("attachedEbsStatus", checks.AttachedEbs, check => check.AttachedEbs);
    }

    private IEnumerable<XElement> Optional(ScenarioInstanceState state)
    {
        if (state.ReasonCode is { } code)
        {
            yield return Element("stateReason", Text("code", code), Text("message", $"{code}: {state.ReasonMessage}"));
        }

        if (instance.KeyName is { } key)
        {
            yield return Text("keyName", key);
        }

        if (instance.Lifecycle is { } lifecycle)
        {
            yield return Text("instanceLifecycle", lifecycle);
        }

        if (instance.InstanceProfile is { } profile)
        {
            yield return Element("iamInstanceProfile",
                Text("arn", $"arn:aws:iam::{scenario.Data.Account}:instance-profile/{profile}"), Text("id", "AIPA" + profile));
        }
    }

    private ScenarioStatusChecks Checks() => IsRunning
        ? instance.Checks.LastOrDefault(check => (check.FromMinute ?? double.MinValue) <= Minute) ?? new ScenarioStatusChecks()
        : new ScenarioStatusChecks { System = "not-applicable", Instance = "not-applicable", AttachedEbs = "not-applicable" };

    private XElement Check(string name, string status, Func<ScenarioStatusChecks, string> pick)
    {
        if (status == "not-applicable")
        {
            return Element(name, Text("status", status));
        }

        var detail = Element(
            "item", Text("name", "reachability"),
            Text("status", status switch { "ok" => "passed", "impaired" => "failed", _ => status }));
        if (status == "impaired" && ImpairedSince(pick) is { } since)
        {
            detail.Add(Text("impairedSince", Time(since)));
        }

        return Element(name, Text("status", status), Element("details", detail));
    }

    /// <summary>Start of the unbroken run of impaired results that lasts until now; null when it has always been so.</summary>
    private double? ImpairedSince(Func<ScenarioStatusChecks, string> pick) => instance.Checks
        .Where(check => (check.FromMinute ?? double.MinValue) <= Minute)
        .Reverse().TakeWhile(check => pick(check) == "impaired").Last().FromMinute;

    private IEnumerable<ScenarioInstanceEvent> ShownEvents() =>
        instance.Events.Where(happening => (happening.AnnouncedAtMinute ?? double.MinValue) <= Minute);

    private XElement EventElement(ScenarioInstanceEvent happening)
    {
        var element = Element(
            "item", Text("instanceEventId", happening.Id), Text("code", happening.Code),
            Text("description", happening.Description), Text("notBefore", Time(happening.NotBeforeMinute)));
        if (happening.NotAfterMinute is { } end)
        {
            element.Add(Text("notAfter", Time(end)));
        }

        return element;
    }

    private XElement StateElement() => Element(
        "instanceState",
        Text("code", StateCodes[State.Name].ToString(CultureInfo.InvariantCulture)), Text("name", State.Name));

    private string Time(double minute) =>
        scenario.At(minute).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static XElement Text(string name, string value) => new(Ec2Service.Xml + name, value);

    private static XElement Element(string name, params XElement[] content) => new(Ec2Service.Xml + name, content);
}
