using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Policies;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.CloudSimulation.Signing;

namespace CauseFlow.CloudSimulation.Sts;

/// <summary>AssumeRole: validates the parameters, evaluates the trust policy, and issues the session.</summary>
internal sealed partial class RoleAssumption(LoadedScenario scenario, SessionStore sessions)
{
    /// <summary>Characters; STS refuses a longer session policy.</summary>
    public const int MaxPolicyLength = 2048;

    /// <summary>How much of the quota the session policy takes, 1 to 100.</summary>
    public static int PackedPercent(AwsSession session) => 1 + (session.PolicyLength * 99 / MaxPolicyLength);

    public static string RoleIdOf(ScenarioRole role) => "AROA" + Convert.ToHexString(
        System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(role.Name)))[..17];

    public AwsSession Assume(Dictionary<string, string> form, AwsCall call)
    {
        var roleArn = Checked(form, "RoleArn", RoleArn(), 20, 2048)!;
        var sessionName = Checked(form, "RoleSessionName", Name(), 2, 64)!;
        var externalId = Checked(form, "ExternalId", ExternalId(), 2, 1224, required: false);
        var sourceIdentity = Checked(form, "SourceIdentity", Name(), 2, 64, required: false);
        var duration = DurationOf(form);
        var policyText = Checked(form, "Policy", AnyText(), 1, MaxPolicyLength, required: false);
        var policy = policyText is null ? null : PolicyDocument.Parse(policyText);
        if (scenario.Data.DisabledRegions.Contains(call.Region))
        {
            throw new AwsException(
                "RegionDisabledException",
                $"STS is not activated in this region for account:{call.Caller.Account}. "
                + "Your account administrator can "
                + "activate STS in this region using the IAM Console.",
                403);
        }

        var role = Trusted(roleArn, externalId, call);
        if (sourceIdentity is not null && !role.AllowsSourceIdentity)
        {
            throw Denied(call.Caller, "sts:SetSourceIdentity", roleArn);
        }

        if (duration > role.MaxSessionDuration)
        {
            throw Invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }

        var now = scenario.Now;
        return sessions.Issue((key, secret, token) => new AwsSession(
            key, secret, token, role, scenario.Data.Account, sessionName, sourceIdentity, policy,
            policyText?.Length ?? 0, now, now.AddSeconds(duration)));
    }

    /// <summary>
    /// A role that does not exist, does not trust the caller, or wants another external id: one answer.
    /// </summary>
    private ScenarioRole Trusted(string roleArn, string? externalId, AwsCall call)
    {
        var role = scenario.Roles.FirstOrDefault(candidate => scenario.Data.RoleArn(candidate) == roleArn);
        var trusts = role is not null
            && !call.DenyAll
            && call.Caller.Arn == (role.TrustedPrincipalArn ?? scenario.Data.Principal.Arn)
            && (!role.RequiresExternalId || (role.ExternalId is not null && role.ExternalId == externalId));
        return trusts ? role! : throw Denied(call.Caller, "sts:AssumeRole", roleArn);
    }

    private static int DurationOf(Dictionary<string, string> form)
    {
        if (!form.TryGetValue("DurationSeconds", out var text))
        {
            return 3600;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            throw new AwsException("MalformedInput", "Invalid Integer value for DurationSeconds");
        }

        return seconds switch
        {
            < 900 => throw Constraint(text, "durationSeconds", "Member must have value greater than or equal to 900"),
            > 43200 => throw Constraint(text, "durationSeconds", "Member must have value less than or equal to 43200"),
            _ => seconds,
        };
    }

    private static string? Checked(
        Dictionary<string, string> form, string name, Regex pattern, int min, int max, bool required = true)
    {
        var member = char.ToLowerInvariant(name[0]) + name[1..];
        if (!form.TryGetValue(name, out var value))
        {
            return required
                ? throw Invalid($"1 validation error detected: Value null at '{member}' failed to satisfy constraint: "
                    + "Member must not be null")
                : null;
        }

        if (value.Length < min)
        {
            throw Constraint(value, member, $"Member must have length greater than or equal to {min}");
        }

        if (value.Length > max)
        {
            throw Constraint(value, member, $"Member must have length less than or equal to {max}");
        }

        if (pattern.IsMatch(value))
        {
            return value;
        }

        throw name == "RoleArn"
            ? Invalid($"{value} is invalid")
            : Constraint(value, member, $"Member must satisfy regular expression pattern: {pattern}");
    }

    private static AwsException Denied(AwsCaller caller, string action, string roleArn) => new(
        AwsFault.AccessDenied, $"User: {caller.Arn} is not authorized to perform: {action} on resource: {roleArn}");

    private static AwsException Constraint(string value, string member, string constraint) => Invalid(
        $"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}");

    private static AwsException Invalid(string message) => new("ValidationError", message);

    [GeneratedRegex(@"\Aarn:aws(-cn|-us-gov)?:iam::[0-9]{12}:role/[\w+=,.@/-]+\z")]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"\A[\w+=,.@-]*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[\w+=,.@:/-]*\z")]
    private static partial Regex ExternalId();

    [GeneratedRegex(@"\A[\u0009\u000A\u000D\u0020-\u00FF]+\z")]
    private static partial Regex AnyText();
}
