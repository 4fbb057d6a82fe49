using System.Net;
using Amazon.Runtime;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Tests.Clouds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Tests.Conformance;

/// <summary>The vendor's client has its own sockets: its wire is a server.</summary>
public sealed class AwsConformance : CredentialConformance, IAsyncLifetime
{
    private static readonly DateTimeOffset End = new(2026, 3, 1, 12, 15, 0, TimeSpan.Zero);
    private WebApplication _server = null!;
    private StsClient _sts = null!;
    private Broker _broker = null!;

    protected override IEnumerable<(ScriptedAnswer Answer, RefusalReason Reason)> Refusals =>
    [
        (Error(403, "AccessDenied"), RefusalReason.AssumeRoleDenied),
        (Error(403, "RegionDisabledException"), RefusalReason.RegionDisabled),
        (Error(403, "InvalidClientTokenId"), RefusalReason.KeyInvalid),
        (Error(403, "ExpiredToken"), RefusalReason.SecretExpired),
        (Error(403, "RequestExpired"), RefusalReason.ClockSkew),
        (Error(400, "SomethingNew"), RefusalReason.ProviderError),
    ];

    protected override ScriptedAnswer Throttled => Error(400, "Throttling");

    protected override (DateTimeOffset From, DateTimeOffset To) Expiry => (End, End);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        _sts = new StsClient(
            Options.Create(new AwsOptions { StsEndpointUrl = _server.Urls.Single(), StsTimeoutSeconds = 1 }),
            new ConfigurationBuilder().Build())
        {
            Principal = new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        };
        _broker = new Broker(sts: _sts);
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        _sts.Dispose();
        await _server.DisposeAsync();
    }

    protected override ScriptedAnswer? Good(SentRequest request) => new(200,
        """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>a-session-token</SessionToken>
        <Expiration>2026-03-01T12:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """, "text/xml");

    protected override ScriptedAnswer Echo(SentRequest request) =>
        Error(403, "AccessDenied", WebUtility.HtmlEncode(WebUtility.UrlDecode(request.Body)));

    protected override async Task<(ICloudAccess Cloud, Integration Integration, string[] Secrets)> CreateAsync()
    {
        var integration = AwsConnect.Create(
            Broker.Tenant, new ConnectAwsRequest { RoleArn = Broker.Role, Regions = ["eu-west-1"] }, _broker.Time);
        return (_broker.Get<CloudAccesses>().Of(CloudProvider.Aws), integration,
            [await _broker.Get<ExternalIds>().GetOrCreateAsync(Broker.Tenant, CancellationToken.None)]);
    }

    /// <summary>The client's own second passes by itself.</summary>
    protected override void LetTimePass()
    {
    }

    private static ScriptedAnswer Error(int status, string code, string message = "Some words.") => new(status,
        $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>",
        "text/xml");

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var sent = new SentRequest(
            context.Request.Method, new Uri($"http://{context.Request.Host}{context.Request.Path}"),
            await reader.ReadToEndAsync(context.RequestAborted), context.Request.Headers.Authorization);
        ScriptedAnswer? answer;
        try
        {
            answer = await Wire.RespondAsync(sent, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (answer is null)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        if (answer.Location is { } location)
        {
            context.Response.Headers.Location = location;
        }

        await context.Response.WriteAsync(answer.Body);
    }
}
