using System.Xml.Linq;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Ec2;

/// <summary>Amazon EC2, query protocol in EC2's own dialect, version 2016-11-15. Writing actions are answered as dry runs only.</summary>
internal sealed class Ec2Service(LoadedScenario scenario) : IAwsService
{
    private const string Version = "2016-11-15";
    private static readonly HashSet<string> Writes =
    [
        "StartInstances", "StopInstances", "RebootInstances", "TerminateInstances", "RunInstances",
        "ModifyInstanceAttribute", "CreateTags", "DeleteTags",
    ];

    public static readonly XNamespace Xml = $"http://ec2.amazonaws.com/doc/{Version}/";

    public string Name => "ec2";

    public string SigningName => "ec2";

    public AwsProtocol Protocol { get; } = new Ec2Protocol();

    /// <summary>On AWS the host tells the query services apart; on the one shared endpoint only their versions do.</summary>
    public bool Claims(AwsRequest request) =>
        QueryForm.Is(request) && QueryForm.Of(request).GetValueOrDefault("Version") == Version;

    public string OperationOf(AwsRequest request)
    {
        var action = QueryForm.Of(request).GetValueOrDefault("Action") ?? "";
        return action is "DescribeInstances" or "DescribeInstanceStatus" || Writes.Contains(action)
            ? action
            : throw new AwsException(
                AwsFault.UnknownOperation, $"The action {action} is not valid for this web service.");
    }

    public AwsResponse Invoke(string operation, AwsCall call)
    {
        var form = QueryForm.Of(call.Request);
        var content = operation switch
        {
            "DescribeInstances" => Instances(Ec2Request.Parse(operation, form, 1_000), call),
            "DescribeInstanceStatus" => Statuses(Ec2Request.Parse(operation, form, 100), call),
            _ => throw Refusal(operation, form, call),
        };
        return Ec2Protocol.Document(new XElement(
            Xml + $"{operation}Response", new XElement(Xml + "requestId", call.RequestId), content));
    }

    private IEnumerable<XElement> Instances(Ec2Request request, AwsCall call)
    {
        Authorize("ec2:DescribeInstances", request, call);
        var found = Find(request, call);
        yield return new XElement(
            Xml + "reservationSet",
            found.Skip(request.Offset).Take(request.PageSize).Select(Reservation));
        if (found.Count > request.Offset + request.PageSize)
        {
            yield return new XElement(
                Xml + "nextToken", PageToken.Issue("DescribeInstances", request.Offset + request.PageSize));
        }
    }

    private IEnumerable<XElement> Statuses(Ec2Request request, AwsCall call)
    {
        Authorize("ec2:DescribeInstanceStatus", request, call);
        var found = Find(request, call).Where(view => request.IncludeAll || view.IsRunning).ToList();
        yield return new XElement(
            Xml + "instanceStatusSet",
            found.Skip(request.Offset).Take(request.PageSize).Select(view => new XElement(Xml + "item", view.Status())));
        if (found.Count > request.Offset + request.PageSize)
        {
            yield return new XElement(
                Xml + "nextToken", PageToken.Issue("DescribeInstanceStatus", request.Offset + request.PageSize));
        }
    }

    private static void Authorize(string action, Ec2Request request, AwsCall call)
    {
        call.Require(action, null);
        if (request.IsDryRun)
        {
            throw Ec2Errors.DryRun();
        }
    }

    /// <summary>A writing action never succeeds here: it is denied, or would have succeeded, or cannot be simulated.</summary>
    private AwsException Refusal(string operation, Dictionary<string, string> form, AwsCall call)
    {
        var ids = Ec2Request.List(form, "InstanceId");
        foreach (var resource in ids.Select(scenario.Data.InstanceArn).DefaultIfEmpty($"arn:aws:ec2:{call.Region}:{scenario.Data.Account}:instance/*"))
        {
            call.Require($"ec2:{operation}", resource);
        }

        return Ec2Request.IsTrue(form, "DryRun") ? Ec2Errors.DryRun() : Ec2Errors.ReadOnly(operation);
    }

    private List<InstanceView> Find(Ec2Request request, AwsCall call)
    {
        List<InstanceView> known = call.Region == scenario.Data.Region
            ? [.. scenario.Data.Instances.Select(instance => new InstanceView(scenario, instance))]
            : [];
        var missing = request.InstanceIds.Where(id => known.All(view => view.Instance.Id != id)).ToList();
        if (missing.Count > 0)
        {
            throw Ec2Errors.NotFound(missing);
        }

        return
        [
            .. known.Where(view => request.InstanceIds.Count == 0 || request.InstanceIds.Contains(view.Instance.Id))
                .Where(view => request.Filters.All(filter => filter.Matches(
                    view.Values(filter.Name)
                        ?? throw Ec2Errors.InvalidParameter($"The filter '{filter.Name}' is invalid")))),
        ];
    }

    private XElement Reservation(InstanceView view) => new(
        Xml + "item",
        new XElement(Xml + "reservationId", "r" + view.Instance.Id[1..]),
        new XElement(Xml + "ownerId", scenario.Data.Account),
        new XElement(Xml + "groupSet"),
        new XElement(Xml + "instancesSet", new XElement(Xml + "item", view.Describe())));
}
