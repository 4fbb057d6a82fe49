using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>Half a trust in a cluster is none: a mistake stops the start.</summary>
internal sealed class ClusterIdentityCheck : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options.Kubernetes, new ValidationContext(options.Kubernetes), results, validateAllProperties: true);
        string[] problems =
        [
            .. options.Kubernetes.Problems(),
            .. results.Select(result => $"Identity:Kubernetes: {result.ErrorMessage}"),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
