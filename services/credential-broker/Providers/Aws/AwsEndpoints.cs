using System.Text.Encodings.Web;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Providers.Aws.Setup;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage.Idempotency;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Connecting an account of AWS.</summary>
internal static class AwsEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/v1/integrations/aws/setup", SetupAsync).RequireRoles(Roles.Admin)
            .WithName("getAwsSetup")
            .WithSummary("External id, policies, CloudFormation, Terraform and the SNS subscription for connecting an account.")
            .Produces<AwsSetup>().Produces<ApiError>(StatusCodes.Status400BadRequest)
            .Produces<ApiError>(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/v1/integrations/aws/connect", ConnectAsync).RequireRoles(Roles.Admin)
            .WithName("connectAws").WithSummary("Connects an account: tests role and permissions, then stores it.")
            .WithDescription("Repeated with the same Idempotency-Key and body, it answers 200 and what was connected.")
            .Produces<IntegrationView>(StatusCodes.Status201Created).Produces<IntegrationView>()
            .Produces<ApiError>(StatusCodes.Status400BadRequest).Produces<ApiError>(StatusCodes.Status409Conflict).Produces<ApiError>(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> SetupAsync(
        CallerIdentity caller, AwsSetupDesk desk, BrokerTransactions transactions, HttpContext context, string? partition,
        string? region, string? format, CancellationToken cancellationToken)
    {
        partition ??= "aws";
        region ??= AwsSetupDesk.DefaultRegion(partition);
        if (!AwsNames.IsRegion(region, partition))
        {
            return ApiErrors.BadRequest("invalid_input", "region must be a region of the partition, such as eu-west-1.");
        }

        if (format is not (null or "json" or "cloudformation" or "terraform"))
        {
            return ApiErrors.BadRequest("invalid_input", "format must be json, cloudformation or terraform.");
        }

        // The external id is a secret: no cache may keep it.
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            // The template and the Terraform configuration hold no secret; everything else shows the external id.
            return await desk.CreateAsync(caller.TenantId, partition, region, cancellationToken) is { } setup
                ? format is "cloudformation" or "terraform" ? Formatted(setup, format)
                    : await ShownAsync(setup, caller, transactions, cancellationToken)
                : ApiErrors.Unprocessable("partition_not_configured", "This installation has no principal in that partition.",
                    RefusalReason.PartitionNotConfigured, "The operator sets Aws:PrincipalArn:<partition>.");
        }
        catch (KeyUnavailableException e)
        {
            return IntegrationAnswers.Refused(Refusals.OfMissingKey(e));
        }
    }

    private static async Task<IResult> ShownAsync(
        AwsSetup setup, CallerIdentity caller, BrokerTransactions transactions, CancellationToken cancellationToken)
    {
        await transactions.RunAsync(async work => await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = caller.TenantId, Actor = caller.Subject, Action = "external_id.read", Subject = caller.TenantId,
        }, cancellationToken), cancellationToken);
        return Results.Ok(setup);
    }

    private static IResult Formatted(AwsSetup setup, string? format) => format switch
    {
        "cloudformation" => Results.Text(setup.CloudFormation.ToJsonString(Indented), "application/json"),
        _ => Results.Text(setup.Terraform, "text/plain"),
    };

    private static async Task<IResult> ConnectAsync(
        ConnectAwsRequest request, CallerIdentity caller, IdempotencyKey idempotency, IntegrationDesk desk, BrokerKeys keys,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (ConnectAwsValidation.Check(request) is { Count: > 0 } errors)
        {
            return ApiErrors.BadRequest("invalid_input", "Correct the fields named in details.", errors);
        }

        var post = ConnectPost.Of(caller, "aws", idempotency, request, keys);
        return IntegrationAnswers.Connected(await desk.ConnectAsync(
            caller.Subject, AwsConnect.Create(caller.TenantId, request, time), [], null, post, cancellationToken));
    }

    private static JsonSerializerOptions Indented { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
