using System.Text.Json;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>What of CloudTrail's records is kept, and that nothing else is.</summary>
public sealed class TrailReaderTests
{
    [Theory]
    [InlineData("ecs.amazonaws.com", """{"cluster":"arn:aws:ecs:r:1:cluster/shop","service":"web"}""", ResourceKinds.EcsService, "shop/web")]
    [InlineData("ecs.amazonaws.com", """{"service":"arn:aws:ecs:r:1:service/shop/web","cluster":"shop"}""", ResourceKinds.EcsService, "shop/web")]
    [InlineData("ec2.amazonaws.com", """{"instancesSet":{"items":[{"instanceId":"i-0123456789abcdef0"}]}}""", ResourceKinds.Ec2Instance, "i-0123456789abcdef0")]
    [InlineData("ec2.amazonaws.com", """{"ModifySecurityGroupRulesRequest":{"GroupId":"sg-1"}}""", ResourceKinds.SecurityGroup, "sg-1")]
    [InlineData("lambda.amazonaws.com", """{"functionName":"arn:aws:lambda:r:1:function:pay:live"}""", ResourceKinds.LambdaFunction, "pay")]
    [InlineData("iam.amazonaws.com", """{"roleName":"pay-role","policyName":"p"}""", ResourceKinds.IamRole, "pay-role")]
    [InlineData("elasticloadbalancing.amazonaws.com", """{"targetGroupArn":"arn:aws:elasticloadbalancing:r:1:targetgroup/web/ab"}""", ResourceKinds.TargetGroup, "targetgroup/web/ab")]
    [InlineData("elasticloadbalancing.amazonaws.com", """{"listenerArn":"arn:aws:elasticloadbalancing:r:1:listener/app/front/cd/ef"}""", ResourceKinds.LoadBalancer, "app/front/cd")]
    [InlineData("sqs.amazonaws.com", """{"queueUrl":"https://sqs.r.amazonaws.com/1/orders"}""", ResourceKinds.SqsQueue, "orders")]
    [InlineData("rds.amazonaws.com", """{"dBInstanceIdentifier":"orders-db","masterUserPassword":"x"}""", ResourceKinds.RdsInstance, "orders-db")]
    public void A_request_names_what_it_is_about(string source, string request, string kind, string key) =>
        Read(source, "Any", request).Subjects.ShouldBe([new TrailSubject(kind, key)]);

    [Fact]
    public void A_rule_is_its_protocol_port_and_peer_and_what_is_given_stands_after()
    {
        const string Request = """
            {"groupId":"sg-1","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":80,"toPort":90,
            "ipRanges":{"items":[{"cidrIp":"10.0.0.0/8","description":"d"}]},"groups":{"items":[{"groupId":"sg-2"}]} },{"ipProtocol":"-1"}]} }
            """;

        Read("ec2.amazonaws.com", "RevokeSecurityGroupIngress", Request).Asked.Select(d => (d.Field, d.Before, d.After)).ShouldBe(
        [
            ("ingress.securityGroupRules", "tcp 80-90 sg-2", null), ("ingress.securityGroupRules", "tcp 80-90 10.0.0.0/8", null),
            ("ingress.securityGroupRules", "all traffic", null),
        ]);
        Read("ec2.amazonaws.com", "AuthorizeSecurityGroupIngress", Request).Asked.ShouldAllBe(d => d.Before == null && d.After != null);
    }

    [Theory]
    [InlineData("DetachRolePolicy", """{"roleName":"r","policyArn":"arn:aws:iam::aws:policy/ReadOrders"}""", "ReadOrders", null)]
    [InlineData("PutRolePolicy", """{"roleName":"r","policyName":"inline","policyDocument":"{secret}"}""", null, "inline")]
    public void Of_a_policy_only_its_name_is_kept(string operation, string request, string? before, string? after) =>
        Read("iam.amazonaws.com", operation, request).Asked
            .ShouldBe([new Difference { Field = "policy", Before = before, After = after }]);

    [Fact]
    public void Environment_user_data_passwords_and_queries_are_not_kept()
    {
        foreach (var (operation, request) in new[]
        {
            ("UpdateFunctionConfiguration20150331v2", """{"functionName":"f","environment":{"variables":{"K":"secret-1"} } }"""),
            ("RunInstances", """{"userData":"secret-1","instancesSet":{"items":[{"instanceId":"i-1"}]} }"""),
            ("ModifyDBInstance", """{"dBInstanceIdentifier":"d","masterUserPassword":"secret-1","allocatedStorage":20}"""),
            ("ModifyTargetGroup", """{"targetGroupArn":"a","healthCheckPath":"/up?token=secret-1"}"""),
        })
        {
            Read("lambda.amazonaws.com", operation, request).ToString().ShouldNotContain("secret-1");
            JsonSerializer.Serialize(Read("rds.amazonaws.com", operation, request).Asked).ShouldNotContain("secret-1");
        }
    }

    [Theory]
    [InlineData("{\"userIdentity\":")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_record_that_cannot_be_read_leaves_what_stands_beside_it(string record)
    {
        var write = TrailReader.Event(Entry("ec2.amazonaws.com", "StopInstances", record))!;

        write.Identity.Name.ShouldBe("someone");
        write.Subjects.ShouldBe([new TrailSubject(ResourceKinds.Ec2Instance, "i-9")]);
    }

    [Fact]
    public void An_entry_without_its_name_or_time_is_none() => TrailReader.Event(
        JsonDocument.Parse("""{"EventId":"e","EventSource":"s"}""").RootElement).ShouldBeNull();

    private static TrailEvent Read(string source, string operation, string request)
    {
        var record = $$"""{"userIdentity":{"type":"IAMUser","userName":"ann"},"requestParameters":{{request}} }""";
        return TrailReader.Event(Entry(source, operation, record, resources: "[]"))!;
    }

    private static JsonElement Entry(
        string source, string operation, string record,
        string resources = """[{"ResourceType":"AWS::EC2::Instance","ResourceName":"i-9"},{"ResourceType":"AWS::Other","ResourceName":"x"}]""") =>
        JsonDocument.Parse($$"""
            {"EventId":"e","EventName":"{{operation}}","EventSource":"{{source}}","EventTime":1795176000,"Username":"someone",
            "Resources":{{resources}},"CloudTrailEvent":{{JsonSerializer.Serialize(record)}} }
            """).RootElement;
}
