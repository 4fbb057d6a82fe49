namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>Names of the claims in the tokens that services show each other.</summary>
public static class IdentityClaims
{
    public const string Subject = "sub";
    public const string Tenant = "tenant_id";
    public const string Roles = "roles";
    public const string RequestId = "request_id";
    public const string RemoteAddress = "remote_address";
}
