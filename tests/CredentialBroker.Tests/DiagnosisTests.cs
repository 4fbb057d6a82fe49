using System.Net;
using System.Security;
using Amazon.Runtime;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>
/// Every AWS row of the diagnoses, from STS's answer on the wire to what a person reads: when connecting, when testing, and
/// when an investigation asks for a session.
/// </summary>
public sealed class DiagnosisTests : IAsyncLifetime
{
    private const string Caller = "arn:aws:sts::409171461008:assumed-role/causeflow/i-0abc";
    private (int Status, string Code, string Message)? _refusal;
    private WebApplication _sts = null!;
    private StsClient _client = null!;
    private Broker _broker = null!;

    public static TheoryData<int, string, string, RefusalReason, string> Rows { get; } = new()
    {
        {
            403, "AccessDenied", $"User: {Caller} is not authorized to perform: sts:AssumeRole on resource: {Broker.Role}",
            RefusalReason.AssumeRoleDenied, "does not say why"
        },
        {
            403, "AccessDenied",
            "User: arn:aws:iam::409171461008:user/somebody is not authorized to perform: sts:AssumeRole on resource: x",
            RefusalReason.PrincipalMismatch, "calls AWS as arn:aws:iam::409171461008:user/somebody"
        },
        {
            403, "AccessDenied", $"User: {Caller} is not authorized to perform: sts:AssumeRole on resource: {Broker.Role} with "
                + "an explicit deny in a service control policy",
            RefusalReason.PermissionBoundary, "boundary or service control policy"
        },
        {
            403, "AccessDenied", $"User: {Caller} is not authorized to perform: sts:AssumeRole on resource: {Broker.Role} "
                + "because no permissions boundary allows the sts:AssumeRole action",
            RefusalReason.PermissionBoundary, "boundary or service control policy"
        },
        {
            403, "RegionDisabledException", "STS is not activated in this region for account:123456789012. Your account "
                + "administrator can activate STS in this region using the IAM Console.",
            RefusalReason.RegionDisabled, "STS is not active for this account in eu-west-1"
        },
        { 404, "NoSuchEntity", "The role cannot be found.", RefusalReason.RoleNotFound, "does not exist" },
        { 400, "ValidationError", $"{Broker.Role} is invalid", RefusalReason.InvalidInput, "does not take" },
        {
            403, "SignatureDoesNotMatch", "Signature expired: 20260301T110000Z is now earlier than 20260301T114500Z",
            RefusalReason.ClockSkew, "clock"
        },
        { 400, "Throttling", "Rate exceeded", RefusalReason.Throttled, "throttling" },
    };

    private string? _externalId;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _sts = builder.Build();
        _sts.Run(AnswerAsync);
        await _sts.StartAsync();
        _client = new StsClient(Options.Create(new AwsOptions()), new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = _sts.Urls.Single() }).Build())
        {
            Principal = new BasicAWSCredentials("AKIATEST", "principal-secret"),
        };
        _broker = new Broker(sts: _client);
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        _client.Dispose();
        await _sts.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Connect_Test_And_Investigation_NameCauseAndRemedy(
        int status, string code, string message, RefusalReason reason, string words)
    {
        // Another account first: what is refused at the door must leave the rest alone.
        var view = await _broker.ConnectAsync();
        _refusal = (status, code, message);

        var connect = await _broker.Get<IntegrationDesk>().ConnectAsync("admin", AwsConnect.Create(Broker.Tenant, new ConnectAwsRequest
        {
            RoleArn = Broker.Role.Replace("123456789012", "210987654321", StringComparison.Ordinal), Regions = ["eu-west-1"],
        }, _broker.Time), [], CancellationToken.None);
        connect.Integration.ShouldBeNull();
        Check(connect.Refusal!.Reason, connect.Refusal.Message, connect.Refusal.Remedy);

        var test = (await _broker.Get<IntegrationDesk>().TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None))!
            .Integration!.LastTest!;
        Check(test.Reason!.Value, test.Message!, test.Remedy!);

        var grant = (await _broker.DecideAsync(_broker.Request()))!.Grants.Single();
        var redeemed = await _broker.RedeemAsync(grant.SessionToken);
        redeemed.Status.ShouldBe(reason == RefusalReason.Throttled ? RedeemStatus.Unavailable : RedeemStatus.AccessRefused);
        Check(redeemed.Refusal!.Reason, redeemed.Refusal.Message, redeemed.Refusal.Remedy);

        void Check(RefusalReason actual, string text, string remedy)
        {
            actual.ShouldBe(reason);
            text.ShouldContain(words);
            text.ShouldContain(message.Length > 60 ? message[..60] : message, Case.Sensitive, "AWS's own words are kept beside");
            remedy.ShouldNotBeNullOrWhiteSpace();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();

        // The role takes the first external id that it is asked with, and no other.
        var externalId = form["ExternalId"].ToString();
        var refusal = _refusal ?? (externalId.Length > 0 && externalId == (_externalId ??= externalId) ? null
            : (403, "AccessDenied", $"User: {Caller} is not authorized to perform: sts:AssumeRole on resource: {form["RoleArn"]}"));
        if (refusal is not { } it)
        {
            await context.Response.WriteAsync(
                """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
                <Expiration>2026-03-01T12:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
                """);
            return;
        }

        context.Response.StatusCode = it.Status;
        context.Response.ContentType = "text/xml";
        await context.Response.WriteAsync(
            $"""
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{it.Code}</Code>
            <Message>{SecurityElement.Escape(it.Message)}</Message></Error><RequestId>r</RequestId></ErrorResponse>
            """);
    }
}
