using Amazon.Runtime;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class LambdaTests : SimulatorTest
{
    private const string Function = "/2015-03-31/functions/checkout-handler";
    private SessionAWSCredentials session = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        session = await AssumeAsync();
    }

    [Fact]
    public async Task Configuration_CurrentAndPreviousVersion_DifferOnlyInMemory()
    {
        var current = (await Client.LambdaAsync(session, Function + "/configuration?Qualifier=live")).Json!;
        var previous = (await Client.LambdaAsync(session, Function + "/configuration?Qualifier=41")).Json!;
        var older = (await Client.LambdaAsync(session, Function + "/configuration?Qualifier=40")).Json!;

        ((string?)current["Version"]).ShouldBe("42");
        ((string?)current["FunctionArn"]).ShouldBe("arn:aws:lambda:us-east-1:123456789012:function:checkout-handler:live");
        ((int)current["MemorySize"]!).ShouldBe(128);
        ((int)previous["MemorySize"]!).ShouldBe(1024);
        ((string?)current["CodeSha256"]).ShouldBe((string?)previous["CodeSha256"]);
        ((string?)older["CodeSha256"]).ShouldNotBe((string?)previous["CodeSha256"]);
        ((string?)current["LastModified"]).ShouldNotBeNull().ShouldEndWith("+0000");
        ((string?)current["Environment"]!["Variables"]!["PAYMENT_API_KEY"]).ShouldBe(Simulator.Facts.Canaries[0]);
    }

    [Fact]
    public async Task Versions_Paged_LatestFirstThenOldestToNewest()
    {
        var first = (await Client.LambdaAsync(session, Function + "/versions?MaxItems=3")).Json!;
        var marker = Uri.EscapeDataString((string)first["NextMarker"]!);
        var second = (await Client.LambdaAsync(session, Function + $"/versions?MaxItems=3&Marker={marker}")).Json!;

        first["Versions"]!.AsArray().Concat(second["Versions"]!.AsArray()).Select(version => (string)version!["Version"]!)
            .ShouldBe(["$LATEST", "40", "41", "42"]);
        second["NextMarker"].ShouldBeNull();
    }

    [Fact]
    public async Task AliasesConcurrencyAndSources_Answer()
    {
        ((string?)(await Client.LambdaAsync(session, Function + "/aliases")).Json!["Aliases"]![0]!["FunctionVersion"])
            .ShouldBe("42");
        (await Client.LambdaAsync(session, "/2019-09-30/functions/checkout-handler/concurrency")).Text.ShouldBe("{}");
        (await Client.LambdaAsync(session, "/2015-03-31/event-source-mappings/?FunctionName=checkout-handler"))
            .Json!["EventSourceMappings"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/2015-03-31/functions/none/configuration", "none")]
    [InlineData(Function + "/configuration?Qualifier=99", "checkout-handler:99")]
    public async Task Configuration_Missing_404WithTypeAndMessage(string path, string name)
    {
        var answer = await Client.LambdaAsync(session, path);

        answer.Status.ShouldBe(404);
        answer.ErrorType.ShouldBe("ResourceNotFoundException");
        answer.Text.ShouldBe(
            $$"""{"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:{{name}}"}""");
    }
}
