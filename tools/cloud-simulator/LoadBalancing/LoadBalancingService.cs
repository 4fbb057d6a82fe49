using System.Xml.Linq;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.LoadBalancing;

/// <summary>Elastic Load Balancing, query protocol, version 2015-12-01.</summary>
internal sealed class LoadBalancingService(LoadedScenario scenario) : QueryService(
    "elasticloadbalancing", "2015-12-01",
    new HashSet<string> { "DescribeTargetHealth", "DescribeTargetGroups", "DescribeLoadBalancers" })
{
    protected override IEnumerable<XElement> Answer(string operation, Dictionary<string, string> form, string region)
    {
        var balancers = scenario.Data.LoadBalancers.Where(_ => region == scenario.Data.Region).ToList();
        return operation switch
        {
            "DescribeTargetHealth" => [Health(balancers, form.GetValueOrDefault("TargetGroupArn") ?? "")],
            "DescribeTargetGroups" => [Groups(balancers, List(form, "TargetGroupArns"), form.GetValueOrDefault("LoadBalancerArn"))],
            _ => [Balancers(balancers, List(form, "LoadBalancerArns"))],
        };
    }

    private string Arn(string path) => $"arn:aws:elasticloadbalancing:{scenario.Data.Region}:{scenario.Data.Account}:{path}";

    private string Arn(ScenarioLoadBalancer balancer) => Arn($"loadbalancer/{balancer.Dimension}");

    private XElement Balancers(List<ScenarioLoadBalancer> balancers, List<string> wanted)
    {
        if (wanted.Exists(arn => !balancers.Exists(balancer => Arn(balancer) == arn)))
        {
            throw new AwsException("LoadBalancerNotFound", "One or more load balancers not found");
        }

        return new XElement("LoadBalancers", balancers.Where(balancer => wanted.Count == 0 || wanted.Contains(Arn(balancer))).Select(balancer =>
            new XElement(
                "member", new XElement("LoadBalancerArn", Arn(balancer)), new XElement("LoadBalancerName", balancer.Name),
                new XElement("Type", balancer.Type == "app" ? "application" : "network"), new XElement("Scheme", "internet-facing"),
                new XElement("State", new XElement("Code", "active")),
                new XElement("SecurityGroups", balancer.SecurityGroupIds.Select(id => new XElement("member", id))))));
    }

    private XElement Groups(List<ScenarioLoadBalancer> balancers, List<string> wanted, string? behind)
    {
        if (behind is not null && !balancers.Exists(balancer => Arn(balancer) == behind))
        {
            throw new AwsException("LoadBalancerNotFound", $"Load balancer '{behind}' not found");
        }

        var groups = balancers.Where(balancer => behind is null || Arn(balancer) == behind)
            .SelectMany(balancer => balancer.TargetGroups.Select(group => (balancer, group))).ToList();
        if (wanted.Exists(arn => !groups.Exists(pair => Arn(pair.group.Dimension) == arn)))
        {
            throw new AwsException("TargetGroupNotFound", "One or more target groups not found");
        }

        return new XElement("TargetGroups", groups.Where(pair => wanted.Count == 0 || wanted.Contains(Arn(pair.group.Dimension))).Select(pair =>
            new XElement(
                "member", new XElement("TargetGroupArn", Arn(pair.group.Dimension)), new XElement("TargetGroupName", pair.group.Name),
                new XElement("Protocol", "HTTP"), new XElement("Port", pair.group.Port), new XElement("TargetType", pair.group.TargetType),
                new XElement("HealthCheckProtocol", "HTTP"), new XElement("HealthCheckPort", "traffic-port"),
                new XElement("HealthCheckPath", pair.group.HealthCheckPath), new XElement("HealthCheckIntervalSeconds", 30),
                new XElement("HealthCheckTimeoutSeconds", 5), new XElement("HealthyThresholdCount", 5), new XElement("UnhealthyThresholdCount", 2),
                new XElement("Matcher", new XElement("HttpCode", "200")),
                new XElement("LoadBalancerArns", new XElement("member", Arn(pair.balancer))))));
    }

    private XElement Health(List<ScenarioLoadBalancer> balancers, string arn)
    {
        var group = balancers.SelectMany(balancer => balancer.TargetGroups).FirstOrDefault(group => Arn(group.Dimension) == arn)
            ?? throw new AwsException("TargetGroupNotFound", $"Target group '{arn}' not found");
        return new XElement("TargetHealthDescriptions", group.Targets.Select(target =>
        {
            var health = target.Health.Last(health => health.FromMinute is not { } from || scenario.At(from) <= scenario.Now);
            return new XElement(
                "member",
                new XElement("Target", new XElement("Id", target.Id), group.TargetType == "lambda" ? null : new XElement("Port", group.Port)),
                new XElement(
                    "TargetHealth", new XElement("State", health.State),
                    health.Reason is null ? null : new XElement("Reason", health.Reason),
                    health.Description is null ? null : new XElement("Description", health.Description)));
        }));
    }
}
