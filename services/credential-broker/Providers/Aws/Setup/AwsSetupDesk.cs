using CauseFlow.Collection.Plans;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>Puts the set-up material of a tenant together; everything in it comes from the plans and the configuration.</summary>
public sealed class AwsSetupDesk(ExternalIds externalIds, RoleAccess roles, IOptions<AwsOptions> options)
{
    /// <summary>Null when the installation has no principal in that partition.</summary>
    /// <param name="tenantId">Whose external id.</param>
    /// <param name="partition">aws, aws-cn or aws-us-gov.</param>
    /// <param name="region">A region of the partition.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<AwsSetup?> CreateAsync(
        string tenantId, string partition, string region, CancellationToken cancellationToken)
    {
        if (roles.PrincipalArn(partition) is not { } principal)
        {
            return null;
        }

        var externalId = await externalIds.GetOrCreateAsync(tenantId, cancellationToken);
        return new AwsSetup
        {
            ExternalId = externalId,
            PrincipalArn = principal,
            Partition = partition,
            Region = region,
            TrustPolicy = AwsPolicies.Trust(principal, externalId),
            PermissionPolicy = AwsPolicies.Permissions(AwsPlans.All),
            CloudFormation = CloudFormationTemplate.Create(principal),
            QuickCreateUrl = QuickCreate(principal, partition, region),
            Terraform = TerraformConfiguration.Create(principal, region),
            SnsCommands = SnsCommands.Create(partition, region),
            CanaryCommands = CanaryCommands.Create(partition, region),
            IntakeCommands = IntakeCommands.Create(partition, region),
            Steps = Steps,
        };
    }

    /// <summary>A region to begin with, where none is named.</summary>
    public static string DefaultRegion(string partition) => partition switch
    {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    };

    private static IReadOnlyList<string> Steps { get; } =
    [
        "GET /v1/webhooks shows the address for SNS (CloudWatch); keep it as secret as the external id.",
        "Create the role and the topic: with quickCreateUrl, the CloudFormation template, the Terraform configuration, or by "
            + "hand from both policies and snsCommands. The external id and the webhook's address are parameters.",
        "POST /v1/integrations/aws/connect with the role's ARN, the regions and the topic's ARN; the answer lists every "
            + "permission that is missing or too much.",
        "CauseFlow confirms the subscription by itself once the topic is connected.",
    ];

    private string? QuickCreate(string principal, string partition, string region)
    {
        if (options.Value.TemplateUrl is not { Length: > 0 } template)
        {
            return null;
        }

        var console = partition switch
        {
            "aws-cn" => "console.amazonaws.cn",
            "aws-us-gov" => "console.amazonaws-us-gov.com",
            _ => "console.aws.amazon.com",
        };
        return $"https://{region}.{console}/cloudformation/home?region={region}#/stacks/quickcreate"
            + $"?templateURL={Uri.EscapeDataString(template)}&stackName={SetupNames.Stack}"
            + $"&param_PrincipalArn={Uri.EscapeDataString(principal)}";
    }
}
