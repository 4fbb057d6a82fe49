using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>Calls that are a form and are answered in XML.</summary>
public sealed class QueryProtocolTests
{
    private const string Api = "ec2:DescribeRegions";

    [Fact]
    public async Task Action_and_version_go_into_a_signed_form_and_the_root_comes_back()
    {
        var sent = (Form: "", Type: (string?)"", Signature: "");
        using var server = await ErrorServer.StartAsync(context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            sent = (
                reader.ReadToEndAsync().GetAwaiter().GetResult(), context.Request.ContentType,
                context.Request.Headers.Authorization.ToString());
            return (200, "<DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><a>1</a></DescribeRegionsResponse>");
        });

        var root = await SendAsync(server, "RegionName.1=eu-west-1");

        sent.Form.ShouldBe("Action=DescribeRegions&Version=2016-11-15&RegionName.1=eu-west-1");
        sent.Type.ShouldBe("application/x-www-form-urlencoded; charset=utf-8");
        sent.Signature.ShouldContain("/eu-west-1/ec2/aws4_request");
        root.Value.ShouldBe("1");
    }

    [Theory]
    [InlineData("<html><body>proxy</body></html>")]
    [InlineData("<DescribeRegionsResponse><cut")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><DescribeRegionsResponse>&a;</DescribeRegionsResponse>")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task Any_other_answer_is_a_provider_error(string body)
    {
        using var server = await ErrorServer.StartAsync(_ => (200, body));

        (await Should.ThrowAsync<TransientCollectionException>(SendAsync(server, ""))).Reason.ShouldBe(RefusalReason.ProviderError);
    }

    [Fact]
    public async Task A_refusal_is_classified_like_any_other()
    {
        using var server = await ErrorServer.StartAsync(_ => (
            403, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>"));

        (await Should.ThrowAsync<PermanentCollectionException>(SendAsync(server, ""))).MissingPermission.ShouldBe(Api);
    }

    private static Task<System.Xml.Linq.XElement> SendAsync(ErrorServer server, string content) => server.Http().SendXmlAsync(
        new AwsCall(AwsService.Ec2, Api) { Content = content },
        new CallBudget(new Dictionary<string, int> { [Api] = 5 }, 0).MeterFor("test"), TestContext.Current.CancellationToken);
}
