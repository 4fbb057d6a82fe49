using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class StsTests : SimulatorTest
{
    [Fact]
    public async Task AssumeRole_RightExternalId_IssuesSession()
    {
        using var sts = Sts();

        var answer = await sts.AssumeRoleAsync(Request(ExternalId));

        answer.AssumedRoleUser.Arn.ShouldBe("arn:aws:sts::123456789012:assumed-role/ObservabilityReadOnly/inv-01");
        answer.Credentials.AccessKeyId.ShouldStartWith("ASIA");
        (answer.Credentials.Expiration!.Value.ToUniversalTime() - Clock.GetUtcNow().UtcDateTime)
            .ShouldBe(TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(2));
        Simulator.Sessions.Single().SessionName.ShouldBe("inv-01");
    }

    [Fact]
    public async Task GetCallerIdentity_PrincipalAndSession_NameThemselves()
    {
        using var sts = Sts();
        (await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn.ShouldBe(Simulator.Facts.PrincipalArn);

        using var inside = new AmazonSecurityTokenServiceClient(await AssumeAsync(DenyAll), new AmazonSecurityTokenServiceConfig
        {
            ServiceURL = Simulator.AwsEndpoint.AbsoluteUri,
            AuthenticationRegion = "us-east-1",
        });
        (await inside.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Account.ShouldBe("123456789012");
    }

    [Theory]
    [InlineData("some-other-external-id")]
    [InlineData(null)]
    public async Task AssumeRole_WrongOrMissingExternalId_IsDeniedInAwsWords(string? externalId)
    {
        using var sts = Sts();

        var refusal = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(Request(externalId)));

        refusal.ErrorCode.ShouldBe("AccessDenied");
        ((int)refusal.StatusCode).ShouldBe(403);
        refusal.Message.ShouldBe(
            $"User: {Simulator.Facts.PrincipalArn} is not authorized to perform: sts:AssumeRole on resource: {RoleArn}");
        Simulator.Sessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task AssumeRole_ExternalIdChanged_OnlyTheNewOneWorks()
    {
        Simulator.SetExternalId("rotated-external-id");
        using var sts = Sts();

        await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(Request(ExternalId)));
        await sts.AssumeRoleAsync(Request("rotated-external-id"));
    }

    [Fact]
    public async Task AssumeRole_RoleWithoutTheCondition_IsAssumedWithoutExternalId()
    {
        using var sts = Sts();
        var request = Request(null);
        request.RoleArn = Simulator.Facts.RoleArns["ObservabilityOpen"];
        request.Policy = DenyAll;

        (await sts.AssumeRoleAsync(request)).Credentials.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/DoesNotExist")]
    [InlineData("arn:aws:iam::123456789012:role/ObservabilityOtherPrincipal")]
    public async Task AssumeRole_MissingRoleOrForeignTrust_AnswersLikeAWrongExternalId(string roleArn)
    {
        using var sts = Sts();
        var request = Request(ExternalId);
        request.RoleArn = roleArn;

        var refusal = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(request));

        refusal.ErrorCode.ShouldBe("AccessDenied");
        refusal.Message.ShouldEndWith($"sts:AssumeRole on resource: {roleArn}");
    }

    [Fact]
    public async Task AssumeRole_WrongSecret_SignatureDoesNotMatch()
    {
        using var sts = Sts("wrong/secret/wrong/secret/wrong/secret00");

        var refusal = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(Request(ExternalId)));

        refusal.ErrorCode.ShouldBe("SignatureDoesNotMatch");
    }

    [Fact]
    public async Task AssumeRole_UnknownKey_InvalidClientTokenId()
    {
        using var sts = new AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials("AKIAUNKNOWNUNKNOWN00", "x"),
            new AmazonSecurityTokenServiceConfig
            {
                ServiceURL = Simulator.AwsEndpoint.AbsoluteUri,
                AuthenticationRegion = "us-east-1",
            });

        (await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(Request(ExternalId))))
            .ErrorCode.ShouldBe("InvalidClientTokenId");
    }

    [Fact]
    public async Task AssumeRole_DisabledRegion_RegionDisabledException()
    {
        using var sts = Sts(region: "ap-east-1");

        await Should.ThrowAsync<RegionDisabledException>(sts.AssumeRoleAsync(Request(ExternalId)));
    }

    [Theory]
    [InlineData(899, "ValidationError")]
    [InlineData(3601, "ValidationError")]
    public async Task AssumeRole_DurationOutOfRange_IsRefused(int seconds, string code)
    {
        using var sts = Sts();
        var request = Request(ExternalId);
        request.DurationSeconds = seconds;

        (await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(request)))
            .ErrorCode.ShouldBe(code);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"Version":"2012-10-17"}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"logs","Resource":"*"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"bucket"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}""")]
    public async Task AssumeRole_BadPolicy_MalformedPolicyDocument(string policy)
    {
        using var sts = Sts();
        var request = Request(ExternalId);
        request.Policy = policy;

        (await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(request)))
            .ErrorCode.ShouldBe("MalformedPolicyDocument");
    }

    [Fact]
    public async Task AssumeRole_PolicyOf2049Characters_IsRefused()
    {
        using var sts = Sts();
        var request = Request(ExternalId);
        request.Policy = DenyAll + new string(' ', 2049 - DenyAll.Length);

        (await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(request)))
            .ErrorCode.ShouldBe("ValidationError");
        request.Policy = request.Policy[..2048];
        await sts.AssumeRoleAsync(request);
    }

    [Fact]
    public async Task AssumeRole_SourceIdentityWithoutPermission_NamesTheAction()
    {
        using var sts = Sts();
        var request = Request(ExternalId);
        request.SourceIdentity = "inv-01";

        (await Should.ThrowAsync<AmazonSecurityTokenServiceException>(sts.AssumeRoleAsync(request)))
            .Message.ShouldContain("sts:SetSourceIdentity");
    }

    private const string DenyAll =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}""";

    private AssumeRoleRequest Request(string? externalId) => new()
    {
        RoleArn = RoleArn,
        RoleSessionName = "inv-01",
        ExternalId = externalId,
        DurationSeconds = 900,
    };
}
