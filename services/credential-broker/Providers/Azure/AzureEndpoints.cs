using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.CredentialBroker.Providers.Azure.Setup;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage.Idempotency;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>Connecting subscriptions of Azure.</summary>
internal static class AzureEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/v1/integrations/azure/setup", SetupAsync).RequireRoles(Roles.Admin)
            .WithName("getAzureSetup")
            .WithSummary("Steps, az lines, Terraform, permissions and the federated credential for connecting subscriptions.")
            .Produces<AzureSetup>().Produces<ApiError>(StatusCodes.Status400BadRequest);
        api.MapPost("/v1/integrations/azure/connect", ConnectAsync).RequireRoles(Roles.Admin)
            .WithName("connectAzure")
            .WithSummary("Connects subscriptions: tries the application and its permissions, then stores it.")
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

        var setup = AzureSetup.Create(await reservations.SubjectAsync(
            caller.TenantId, CloudProvider.Azure, AzureCloud.ExchangeAudience, cancellationToken));
        return format == "terraform" ? Results.Text(setup.Terraform, "text/plain") : Results.Ok(setup);
    }

    private static async Task<IResult> ConnectAsync(
        ConnectAzureRequest request, CallerIdentity caller, AzureConnect connect, IntegrationDesk desk, IdempotencyKey idempotency,
        BrokerKeys keys, CredentialDesk credentials, OidcTokens tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        // First, for the credential of a connect that is repeated has gone to its integration.
        var post = ConnectPost.Of(caller, "azure", idempotency, request, keys);
        if (await desk.FindRepeatedAsync(post, cancellationToken) is { } repeated)
        {
            return IntegrationAnswers.Connected(repeated);
        }

        try
        {
            var opened = await credentials.OpenAsync(
                caller.TenantId, request.CredentialId, CloudProvider.Azure, request.ClientSecret is not null, cancellationToken);
            if (opened.Problem is { } problem)
            {
                // The same connect at the same moment may have taken the credential just now.
                return await desk.FindRepeatedAsync(post, cancellationToken) is { } first ? IntegrationAnswers.Connected(first) : problem;
            }

            return await ConnectWithAsync(
                opened.Secret is null ? request : request with
                {
                    ClientSecret = opened.Secret, SecretExpiresAt = request.SecretExpiresAt ?? opened.ExpiresAt,
                }, caller, connect, desk, post, tokens, time, cancellationToken);
        }
        catch (KeyUnavailableException e)
        {
            return IntegrationAnswers.Refused(SecretRefusals.OfMissingKey(e));
        }
    }

    private static async Task<IResult> ConnectWithAsync(
        ConnectAzureRequest request, CallerIdentity caller, AzureConnect connect, IntegrationDesk desk, ConnectPost post,
        OidcTokens tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        if (ConnectAzureValidation.Check(request, time.GetUtcNow()) is { Count: > 0 } errors)
        {
            return ApiErrors.BadRequest("invalid_input", "Correct the fields named in details.", errors);
        }

        if (request.ClientSecret is null && !tokens.IsOffered)
        {
            return IntegrationAnswers.Refused(SecretRefusals.OfMissingIssuer);
        }

        var integration = await connect.CreateAsync(caller.TenantId, caller.Subject, request, cancellationToken);
        return IntegrationAnswers.Connected(await desk.ConnectAsync(
            caller.Subject, integration, [], request.CredentialId, post, cancellationToken));
    }
}
