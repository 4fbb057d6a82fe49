using System.Net;
using Amazon.Runtime;
using CauseFlow.CredentialBroker.Providers.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>The real client against a server that answers as STS does.</summary>
public sealed class StsClientTests : IAsyncLifetime
{
    private const string Granted =
        """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
        <Expiration>2026-03-01T12:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """;

    private readonly List<IFormCollection> _forms = [];
    private readonly List<string> _authorizations = [];
    private Func<HttpContext, Task> _answer = context => context.Response.WriteAsync(Granted);
    private WebApplication _server = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(async context =>
        {
            _authorizations.Add(context.Request.Headers.Authorization.ToString());
            _forms.Add(await context.Request.ReadFormAsync());
            await _answer(context);
        });
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task AssumeRole_SendsWhatItMust_SignedForTheRegion()
    {
        using var client = CreateSut();

        var session = await client.AssumeRoleAsync(Call, CancellationToken.None);

        session.SecretAccessKey.ShouldBe("secret");
        session.ExpiresAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 12, 15, 0, TimeSpan.Zero));
        session.ToString().ShouldNotContain("secret");
        var form = _forms.ShouldHaveSingleItem();
        form["Action"].ToString().ShouldBe("AssumeRole");
        form["RoleArn"].ToString().ShouldBe(Broker.Role);
        form["ExternalId"].ToString().ShouldBe("external");
        form["DurationSeconds"].ToString().ShouldBe("900");
        form["RoleSessionName"].ToString().ShouldBe("causeflow-inv_1");
        form["Policy"].ToString().ShouldBe("{}");
        _authorizations[0].ShouldContain("/eu-west-1/sts/aws4_request");
    }

    [Fact]
    public async Task AssumeRole_WithoutExternalId_SendsNone()
    {
        using var client = CreateSut();

        await client.AssumeRoleAsync(Call with { ExternalId = null }, CancellationToken.None);

        _forms[0].ContainsKey("ExternalId").ShouldBeFalse();
    }

    [Theory]
    [InlineData(403, "AccessDenied", "AccessDenied")]
    [InlineData(403, "RegionDisabledException", "RegionDisabledException")]
    [InlineData(403, "InvalidClientTokenId", "InvalidClientTokenId")]
    [InlineData(400, "Throttling", "Throttling")]
    [InlineData(500, "InternalFailure", StsException.Unreachable)]
    [InlineData(503, "ServiceUnavailable", StsException.Unreachable)]
    public async Task AssumeRole_Refused_KeepsTheCodeAndAsksOnce(int status, string code, string expected)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(
                $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error></ErrorResponse>");
        };
        using var client = CreateSut();

        (await RefusedAsync(client)).Code.ShouldBe(expected);
        _forms.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AssumeRole_InRegionWithoutEnd_KeepsSoManyClientsAndGoesOnAnswering()
    {
        using var client = CreateSut();

        for (var i = 0; i < StsClient.MaxClients + 5; i++)
        {
            var session = await client.AssumeRoleAsync(
                Call with { Region = $"us-{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}-1" }, CancellationToken.None);
            session.AccessKeyId.ShouldBe("ASIA1");
        }

        client.Clients.ShouldBe(StsClient.MaxClients);
        _authorizations[^1].ShouldContain("/us-cq-1/sts/");
    }

    [Fact]
    public async Task AssumeRole_Redirected_IsNotFollowed()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        using var client = CreateSut();

        (await RefusedAsync(client)).Code.ShouldBe(StsException.Unreachable);
        _forms.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(200, "<html>not STS</html>")]
    [InlineData(200, "")]
    [InlineData(502, "<html>bad gateway</html>")]
    public async Task AssumeRole_Garbage_IsUnreachable(int status, string body)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };
        using var client = CreateSut();

        (await RefusedAsync(client)).Code.ShouldBe(StsException.Unreachable);
    }

    [Fact]
    public async Task AssumeRole_NoAnswer_EndsAfterItsOwnTimeOut()
    {
        _answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var client = CreateSut(timeoutSeconds: 1);

        (await RefusedAsync(client)).Code.ShouldBe(StsException.Unreachable);
        _forms.Count.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task AssumeRole_NobodyListens_IsUnreachable()
    {
        using var client = CreateSut();
        await _server.StopAsync();

        (await RefusedAsync(client)).Code.ShouldBe(StsException.Unreachable);
    }

    private static AssumeRoleCall Call { get; } = new()
    {
        RoleArn = Broker.Role, Region = "eu-west-1", SessionName = "causeflow-inv_1", ExternalId = "external",
        SessionPolicy = "{}",
    };

    private static Task<StsException> RefusedAsync(StsClient client) =>
        Should.ThrowAsync<StsException>(() => client.AssumeRoleAsync(Call, CancellationToken.None));

    private StsClient CreateSut(int timeoutSeconds = 8) => new(
        Options.Create(new AwsOptions { StsTimeoutSeconds = timeoutSeconds }),
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = _server.Urls.Single(),
        }).Build())
    {
        Principal = new BasicAWSCredentials("AKIATEST", "principal-secret"),
    };
}
