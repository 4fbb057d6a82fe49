using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.CredentialBroker.Providers.Gcp.Setup;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage.Idempotency;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>Connecting projects of Google Cloud.</summary>
internal static class GcpEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/v1/integrations/gcp/setup", SetupAsync).RequireRoles(Roles.Admin)
            .WithName("getGcpSetup")
            .WithSummary("Steps, gcloud lines, Terraform, permissions and the workload identity pool for connecting projects.")
            .Produces<GcpSetup>().Produces<ApiError>(StatusCodes.Status400BadRequest);
        api.MapPost("/v1/integrations/gcp/connect", ConnectAsync).RequireRoles(Roles.Admin)
            .WithName("connectGcp")
            .WithSummary("Connects projects: tries the service account and its permissions, then stores it.")
            .WithDescription("Repeated with the same Idempotency-Key and body, it answers 200 and what was connected.")
            .Produces<IntegrationView>(StatusCodes.Status201Created).Produces<IntegrationView>()
            .Produces<ApiError>(StatusCodes.Status400BadRequest).Produces<ApiError>(StatusCodes.Status404NotFound)
            .Produces<ApiError>(StatusCodes.Status409Conflict).Produces<ApiError>(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> SetupAsync(
        CallerIdentity caller, IntegrationReservations reservations, string? format, CancellationToken cancellationToken)
    {
        if (format is not (null or "json" or "terraform"))
        {
            return ApiErrors.BadRequest("invalid_input", "format must be json or terraform.");
        }

        var setup = GcpSetup.Create(await reservations.SubjectAsync(
            caller.TenantId, CloudProvider.Gcp, GcpSetup.AudienceForm, cancellationToken));
        return format == "terraform" ? Results.Text(setup.Terraform, "text/plain") : Results.Ok(setup);
    }

    private static async Task<IResult> ConnectAsync(
        ConnectGcpRequest request, CallerIdentity caller, GcpDocuments documents, GcpConnect connect, IntegrationDesk desk,
        IdempotencyKey idempotency, BrokerKeys keys, CredentialDesk credentials, OidcTokens tokens, CancellationToken cancellationToken)
    {
        // First, for the credential of a connect that is repeated has gone to its integration.
        var post = ConnectPost.Of(caller, "gcp", idempotency, request, keys);
        if (await desk.FindRepeatedAsync(post, cancellationToken) is { } repeated)
        {
            return IntegrationAnswers.Connected(repeated);
        }

        try
        {
            var opened = await credentials.OpenAsync(
                caller.TenantId, request.CredentialId, CloudProvider.Gcp, request.Credential is not null, cancellationToken);
            if (opened.Problem is { } problem)
            {
                // The same connect at the same moment may have taken the credential just now.
                return await desk.FindRepeatedAsync(post, cancellationToken) is { } first ? IntegrationAnswers.Connected(first) : problem;
            }

            return await ConnectWithAsync(
                opened.Secret is null ? request : request with { Credential = opened.Document },
                caller, documents, connect, desk, post, tokens, cancellationToken);
        }
        catch (KeyUnavailableException e)
        {
            return IntegrationAnswers.Refused(SecretRefusals.OfMissingKey(e));
        }
    }

    private static async Task<IResult> ConnectWithAsync(
        ConnectGcpRequest request, CallerIdentity caller, GcpDocuments documents, GcpConnect connect, IntegrationDesk desk,
        ConnectPost post, OidcTokens tokens, CancellationToken cancellationToken)
    {
        var (credential, error) = documents.Read(request.Credential);
        if (ConnectGcpValidation.Check(request, error) is { Count: > 0 } errors)
        {
            return ApiErrors.BadRequest("invalid_input", "Correct the fields named in details.", errors);
        }

        if (credential!.PrivateKey is null && !tokens.IsOffered)
        {
            return IntegrationAnswers.Refused(SecretRefusals.OfMissingIssuer);
        }

        var integration = await connect.CreateAsync(caller.TenantId, caller.Subject, request, credential, cancellationToken);
        return IntegrationAnswers.Connected(await desk.ConnectAsync(
            caller.Subject, integration, credential.Notes, request.CredentialId, post, cancellationToken));
    }
}
