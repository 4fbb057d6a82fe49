using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.Storage;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Makes an integration of what a person typed in.</summary>
public static class AwsConnect
{
    /// <param name="tenantId">Whose.</param>
    /// <param name="request">Valid: <see cref="ConnectAwsValidation"/> found nothing.</param>
    /// <param name="time">Now.</param>
    public static Integration Create(string tenantId, ConnectAwsRequest request, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(time);
        var role = RoleArn.Parse(request.RoleArn)
            ?? throw new ArgumentException("The request was not validated.", nameof(request));
        var now = time.GetUtcNow().TruncateToMicroseconds();
        return new Integration
        {
            Id = Ids.New("int", time), TenantId = tenantId, Provider = CloudProvider.Aws,
            Name = request.Name?.Trim() ?? $"AWS {role.Account}", Accounts = [role.Account],
            Regions = [.. request.Regions!.Distinct()],
            Settings = new AwsSettings
            {
                RoleArn = request.RoleArn!, TopicArns = [.. (request.TopicArns ?? []).Distinct()],
                LogGroups = [.. (request.LogGroups ?? []).Distinct()],
            },
            Links = [.. (request.Links ?? []).Distinct()], Services = [.. (request.Services ?? []).Distinct()],
            Environments = [.. (request.Environments ?? []).Distinct()],
            Status = IntegrationStatus.Connected, CreatedAt = now, ChangedAt = now, Version = 1,
            LookAgainAt = (now + ExcessReview.Pause).TruncateToMicroseconds(),
        };
    }
}
