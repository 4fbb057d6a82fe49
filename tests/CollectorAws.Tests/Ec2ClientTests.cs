using System.Net;
using System.Text;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>AWS's own EC2 client behind the collector's edge.</summary>
public sealed class Ec2ClientTests : IDisposable
{
    private const string Empty =
        """<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet/></DescribeInstancesResponse>""";

    private readonly Recorder _cloud = new();
    private readonly AwsSession _session = new(AwsBench.AnyCredentials);

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task An_empty_list_is_a_list()
    {
        (await DescribeAsync()).ShouldBeEmpty();
        (await CreateSut().DescribeTaggedInstancesAsync("Name", "a*b", 3, Meter(), Token)).Items.ShouldBeEmpty();
        Uri.UnescapeDataString(_cloud.Bodies[1]).ShouldContain(@"Filter.1.Value.1=a\*b");
    }

    [Fact]
    public async Task Another_version_of_the_api_and_empty_elements_are_understood()
    {
        _cloud.Body = """
            <DescribeInstancesResponse xmlns='http://ec2.amazonaws.com/doc/2013-10-15/'><reservationSet><item><instancesSet><item>
            <instanceId>i-1a2b3c4d</instanceId><instanceState><code>80</code><name>stopped</name></instanceState><reason/>
            <stateReason><code/><message/></stateReason><launchTime>2026-11-20T11:40:00.000Z</launchTime><tagSet/>
            </item></instancesSet></item></reservationSet></DescribeInstancesResponse>
            """;

        var instance = (await DescribeAsync()).ShouldHaveSingleItem();

        (instance.State, instance.StateReasonCode, instance.StateTransitionReason).ShouldBe(("stopped", null, null));
        instance.LaunchedAt.ShouldBe(new DateTimeOffset(2026, 11, 20, 11, 40, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(null, null, "eu-west-1", "https://ec2.eu-west-1.amazonaws.com/")]
    [InlineData(null, null, "cn-north-1", "https://ec2.cn-north-1.amazonaws.com.cn/")]
    [InlineData("http://127.0.0.1:4566", null, "eu-west-1", "http://127.0.0.1:4566/")]
    [InlineData("http://127.0.0.1:4566", "http://127.0.0.1:4567", "eu-west-1", "http://127.0.0.1:4567/")]
    public async Task Address_and_region_are_the_collectors(string? all, string? own, string region, string expected)
    {
        await DescribeAsync(region, ("AWS_ENDPOINT_URL", all), ("AWS_ENDPOINT_URL_EC2", own));

        _cloud.Addresses.ShouldHaveSingleItem().AbsoluteUri.ShouldBe(expected);
        _cloud.Authorizations[0].ShouldContain($"/{region}/ec2/aws4_request");
    }

    [Fact]
    public async Task A_forgotten_session_sends_nothing_more()
    {
        _session.Forget();

        (await Should.ThrowAsync<PermanentCollectionException>(DescribeAsync())).Reason.ShouldBe(RefusalReason.LeaseClosed);
        _cloud.Addresses.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<DescribeInstanceStatusResponse/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e \"boo\">]><DescribeInstancesResponse>&e;</DescribeInstancesResponse>")]
    [InlineData("<DescribeInstancesResponse><reservationSet></DescribeInstancesResponse>")]
    [InlineData("<DescribeInstancesResponse><reservationSet><item><instancesSet><item><launchTime>soon</launchTime></item></instancesSet></item></reservationSet></DescribeInstancesResponse>")]
    public async Task Another_documents_words_are_no_answer(string body)
    {
        _cloud.Body = body;

        (await Should.ThrowAsync<TransientCollectionException>(DescribeAsync())).Message.ShouldContain("not an answer of ");
        _cloud.Addresses.Count.ShouldBe(2, "the pipeline tries again, and nothing below it does");
    }

    [Fact]
    public async Task The_budget_ends_the_calls()
    {
        var meter = new CallBudget(new Dictionary<string, int> { ["ec2:DescribeInstances"] = 1 }, 0).MeterFor("ec2");
        await CreateSut().DescribeInstancesAsync(["i-1a2b3c4d"], meter, Token);

        (await Should.ThrowAsync<PermanentCollectionException>(
            CreateSut().DescribeInstancesAsync(["i-1a2b3c4d"], meter, Token))).Reason.ShouldBe(RefusalReason.QuotaReserved);
        _cloud.Addresses.Count.ShouldBe(1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CallMeter Meter() =>
        new CallBudget(new Dictionary<string, int> { ["ec2:DescribeInstances"] = 10 }, 0).MeterFor("ec2");

    private Ec2Client CreateSut(string region = "eu-west-1", params (string Key, string? Value)[] configuration) => new(new AwsHttp(
        new AwsTransport(_cloud),
        new AwsEndpoints(new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))).Build()),
        new CollectorAwsOptions { MaxAttempts = 2, RetryDelayMilliseconds = 0 }, _session, region, TimeProvider.System));

    private Task<IReadOnlyList<CloudInstance>> DescribeAsync(
        string region = "eu-west-1", params (string Key, string? Value)[] configuration) =>
        CreateSut(region, configuration).DescribeInstancesAsync(["i-1a2b3c4d"], Meter(), Token);

    private sealed class Recorder : HttpMessageHandler
    {
        public string Body { get; set; } = Empty;

        public List<Uri> Addresses { get; } = [];

        public List<string> Authorizations { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Addresses.Add(request.RequestUri!);
            Authorizations.Add(request.Headers.GetValues("Authorization").Single());
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Body, Encoding.UTF8, "text/xml") };
        }
    }
}
