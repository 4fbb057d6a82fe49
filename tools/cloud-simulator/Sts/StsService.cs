using System.Security;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Sts;

/// <summary>AWS Security Token Service, query protocol, version 2011-06-15.</summary>
internal sealed class StsService(RoleAssumption assumption) : IAwsService
{
    private const string Xml = "https://sts.amazonaws.com/doc/2011-06-15/";

    public string Name => "sts";

    public string SigningName => "sts";

    public AwsProtocol Protocol { get; } = new QueryProtocol(Xml);

    public bool Claims(AwsRequest request) => QueryForm.Is(request);

    public string OperationOf(AwsRequest request)
    {
        var form = QueryForm.Of(request);
        var action = form.GetValueOrDefault("Action");
        if (action is null)
        {
            throw new AwsException("MissingAction", "Missing Action");
        }

        return form.GetValueOrDefault("Version") == "2011-06-15" && action is "AssumeRole" or "GetCallerIdentity"
            ? action
            : throw new AwsException(
                AwsFault.UnknownOperation,
                $"Could not find operation {action} for version "
                + (form.GetValueOrDefault("Version") ?? "NO_VERSION_SPECIFIED"));
    }

    public AwsResponse Invoke(string operation, AwsCall call) =>
        operation == "AssumeRole" ? AssumeRole(call) : GetCallerIdentity(call);

    private AwsResponse AssumeRole(AwsCall call)
    {
        var session = assumption.Assume(QueryForm.Of(call.Request), call);
        var roleId = RoleAssumption.RoleIdOf(session.Role);
        var policySize = session.Policy is null
            ? ""
            : $"<PackedPolicySize>{RoleAssumption.PackedPercent(session)}</PackedPolicySize>";
        var identity = session.SourceIdentity is null
            ? ""
            : $"<SourceIdentity>{SecurityElement.Escape(session.SourceIdentity)}</SourceIdentity>";
        return Result("AssumeRole", call.RequestId,
            $"""
            <AssumedRoleUser>
                  <AssumedRoleId>{roleId}:{SecurityElement.Escape(session.SessionName)}</AssumedRoleId>
                  <Arn>{SecurityElement.Escape(session.Arn)}</Arn>
                </AssumedRoleUser>
                <Credentials>
                  <AccessKeyId>{session.AccessKeyId}</AccessKeyId>
                  <SecretAccessKey>{session.SecretAccessKey}</SecretAccessKey>
                  <SessionToken>{session.SessionToken}</SessionToken>
                  <Expiration>{session.Expiration:yyyy-MM-dd'T'HH:mm:ss'Z'}</Expiration>
                </Credentials>
                {policySize}{identity}
            """);
    }

    /// <summary>Needs no permission: AWS answers even where a policy denies it.</summary>
    private static AwsResponse GetCallerIdentity(AwsCall call)
    {
        var userId = call.Caller.Session is { } session
            ? $"{RoleAssumption.RoleIdOf(session.Role)}:{session.SessionName}"
            : "AIDA" + call.Caller.AccessKeyId[4..];
        return Result("GetCallerIdentity", call.RequestId,
            $"""
            <Arn>{SecurityElement.Escape(call.Caller.Arn)}</Arn>
                <UserId>{SecurityElement.Escape(userId)}</UserId>
                <Account>{call.Caller.Account}</Account>
            """);
    }

    private static AwsResponse Result(string operation, string requestId, string content) => AwsResponse.OfXml(
        $"""
        <{operation}Response xmlns="{Xml}">
          <{operation}Result>
            {content}
          </{operation}Result>
          <ResponseMetadata>
            <RequestId>{requestId}</RequestId>
          </ResponseMetadata>
        </{operation}Response>
        """);
}
