using System.Text.Json.Serialization;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Gateway.ApiKeys;

/// <summary>Body of <c>POST /v1/api-keys</c>.</summary>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Roles">One or more of member, admin, ingest, operator; operator only by an operator.</param>
internal sealed record NewKey(string? Name, IReadOnlyList<string>? Roles)
{
    [JsonIgnore]
    public string TrimmedName => Name?.Trim() ?? string.Empty;

    /// <summary>The refusal, or null.</summary>
    public IResult? Problem(CallerIdentity caller)
    {
        var details = new List<ApiErrorDetail>();
        if (TrimmedName.Length is 0 or > ApiKey.MaxNameLength)
        {
            details.Add(new ApiErrorDetail { Field = "name", Message = "1 to 100 characters." });
        }

        if (Roles is not { Count: > 0 } || Roles.Any(role => !ServiceDefaults.Identity.Roles.All.Contains(role)))
        {
            details.Add(new ApiErrorDetail { Field = "roles", Message = "One or more of member, admin, ingest, operator." });
        }

        if (details.Count > 0)
        {
            return ApiErrors.BadRequest("invalid_request", "The key was not made; see details.", details);
        }

        // An admin rules one tenant, an operator the installation: the one may not make the other.
        return Roles!.Contains(ServiceDefaults.Identity.Roles.Operator)
            && !caller.Roles.Contains(ServiceDefaults.Identity.Roles.Operator)
            ? ApiErrors.Forbidden("role_not_grantable", "Only an operator can make a key with the role operator.")
            : null;
    }
}
