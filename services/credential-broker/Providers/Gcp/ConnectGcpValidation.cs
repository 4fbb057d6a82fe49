using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>Checks what was typed in or pasted, and reports every error at once.</summary>
internal static class ConnectGcpValidation
{
    private const int MaxProjects = 50;

    /// <summary>Empty when all is well.</summary>
    /// <param name="request">The body.</param>
    /// <param name="documentError">What is wrong with its document.</param>
    public static IReadOnlyList<ApiErrorDetail> Check(ConnectGcpRequest request, string? documentError)
    {
        var errors = new FieldErrors();
        errors.CheckName(request.Name);
        if (request.ProjectIds is not { Count: > 0 })
        {
            errors.Add("projectIds", "Name at least one project.");
        }

        CheckProjects(errors, request.ProjectIds);
        if (documentError is not null)
        {
            errors.Add("credential", documentError);
        }

        errors.CheckTags(request);
        return errors.All;
    }

    /// <summary>The same for a change.</summary>
    public static IReadOnlyList<ApiErrorDetail> Check(
        ChangeIntegrationRequest change, Integration integration, GcpCredential? credential, string? documentError)
    {
        var errors = new FieldErrors();
        errors.CheckName(change.Name);
        if (change.ProjectIds is { Count: 0 })
        {
            errors.Add("projectIds", "Name at least one project.");
        }

        CheckProjects(errors, change.ProjectIds);
        if (documentError is not null)
        {
            errors.Add("credential", documentError);
        }
        else if (credential is not null
            && (credential.PrivateKey is null) != (integration.SettingsOf<GcpSettings>().Audience is not null))
        {
            errors.Add("credential", "A key cannot take the place of a federation, or the other way round: disconnect and connect.");
        }

        errors.CheckTags(change);
        errors.RefuseForeign("Google Cloud",
            ("regions", change.Regions), ("topicArns", change.TopicArns), ("logGroups", change.LogGroups),
            ("subscriptionIds", change.SubscriptionIds), ("resourceGroups", change.ResourceGroups),
            ("workspaceId", change.WorkspaceId), ("clientSecret", change.ClientSecret),
            ("secretExpiresAt", change.SecretExpiresAt), ("reconcile", change.Reconcile),
            ("intakeQueueArn", change.IntakeQueueArn));
        return errors.All;
    }

    private static void CheckProjects(FieldErrors errors, IReadOnlyList<string>? projects) =>
        errors.CheckList("projectIds", projects, MaxProjects, GcpNames.IsProject,
            "Must be a project's id, not its name or number: gcloud projects list --format='value(projectId)'.");
}
