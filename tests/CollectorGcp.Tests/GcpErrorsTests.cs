using System.Net;
using System.Text;
using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>Bodies as Google's services have sent them, in every shape; sentences are changed at will.</summary>
public sealed class GcpErrorsTests
{
    private const string Info = "type.googleapis.com/google.rpc.ErrorInfo";
    private const string Stack = "com.google.apps.framework.request.ForbiddenException: nope\\n\\tat com.google.Check(Check.java:1)";

    [Theory]
    [InlineData(403, "{'error':{'code':403,'message':'Permission denied','status':'PERMISSION_DENIED','details':[{'@type':'" + Info + "','reason':'IAM_PERMISSION_DENIED','domain':'iam.googleapis.com','metadata':{'permission':'run.revisions.list'}}]}}", RefusalReason.MissingPermission, "run.revisions.list", "roles/run.viewer")]
    [InlineData(403, "{'error':{'code':403,'message':'x','status':'PERMISSION_DENIED','details':[{'@type':'type.googleapis.com/google.rpc.Help','links':[]},{'@type':'" + Info + "','reason':'SERVICE_DISABLED','domain':'googleapis.com','metadata':{'service':'run.googleapis.com','consumer':'projects/1'}}]}}", RefusalReason.ApiDisabled, null, "gcloud services enable run.googleapis.com --project=shop")]
    [InlineData(403, "{'error':{'code':403,'message':'Access Not Configured','errors':[{'domain':'usageLimits','reason':'accessNotConfigured','message':'m'}]}}", RefusalReason.ApiDisabled, null, "gcloud services enable run.googleapis.com")]
    [InlineData(403, "{'error':{'code':403,'message':'insufficient','status':'PERMISSION_DENIED','details':[{'@type':'" + Info + "','reason':'ACCESS_TOKEN_SCOPE_INSUFFICIENT','domain':'googleapis.com'}]}}", RefusalReason.ScopeInsufficient, null, "no matter of roles")]
    [InlineData(403, "{'error':{'code':403,'message':'Insufficient Permission','errors':[{'reason':'insufficientPermissions','domain':'global'}]}}", RefusalReason.ScopeInsufficient, null, "no matter of roles")]
    [InlineData(403, "{'error':{'code':403,'message':'Rate Limit Exceeded','errors':[{'reason':'rateLimitExceeded','domain':'usageLimits'}]}}", RefusalReason.Throttled, null, "next minute")]
    [InlineData(403, "{'error':{'code':403,'message':'Rate Limit','status':'PERMISSION_DENIED','errors':[{'reason':'rateLimitExceeded'}]}}", RefusalReason.Throttled, null, "next minute")]
    [InlineData(429, "{'error':{'code':429,'status':'RESOURCE_EXHAUSTED','message':'Quota exceeded','details':[{'@type':'" + Info + "','reason':'RATE_LIMIT_EXCEEDED','domain':'googleapis.com'}]}}", RefusalReason.Throttled, null, "next minute")]
    [InlineData(403, "{'error':{'code':403,'message':'The caller does not have permission','status':'PERMISSION_DENIED'}}", RefusalReason.MissingPermission, "run.services.list", "gcloud projects add-iam-policy-binding shop")]
    [InlineData(403, "{'error':{'code':403,'message':'" + Stack + "'}}", RefusalReason.MissingPermission, "run.services.list", "roles/run.viewer")]
    [InlineData(403, "{'error':{'code':403,'message':'Required permission','errors':[{'domain':'global','reason':'forbidden'}]}}", RefusalReason.MissingPermission, "run.services.list", "roles/run.viewer")]
    [InlineData(403, "{'error':{'code':403,'message':'m','status':'PERMISSION_DENIED','details':[{'@type':'" + Info + "','reason':'BILLING_DISABLED','domain':'googleapis.com'}]}}", RefusalReason.ApiDisabled, null, "billing")]
    [InlineData(403, "{'error':{'code':403,'message':'m','status':'PERMISSION_DENIED','details':[{'@type':'" + Info + "','reason':'CONSUMER_INVALID','domain':'googleapis.com'}]}}", RefusalReason.InvalidInput, null, "gcloud projects describe shop")]
    [InlineData(403, "{'error':{'code':403,'message':'m','status':'PERMISSION_DENIED','details':[{'@type':'" + Info + "','reason':'USER_PROJECT_DENIED','domain':'googleapis.com'}]}}", RefusalReason.MissingPermission, "serviceusage.services.use", "serviceUsageConsumer")]
    [InlineData(403, "{'error':{'code':403,'message':'m','status':'PERMISSION_DENIED','details':[{'@type':'" + Info + "','reason':'SECURITY_POLICY_VIOLATED','domain':'googleapis.com'}]}}", RefusalReason.MissingPermission, "run.services.list", "VPC Service Controls")]
    [InlineData(403, "{'error':{'code':403,'message':'m','status':'PERMISSION_DENIED','details':[{'@type':'" + Info + "','reason':'SOMETHING_NEW','domain':'googleapis.com'}]}}", RefusalReason.MissingPermission, "run.services.list", "roles/run.viewer")]
    [InlineData(403, "{'error':{'code':403,'message':'m','details':[{'@type':'" + Info + "','reason':'IAM_PERMISSION_DENIED','domain':'iam','metadata':{'permission':'x; rm -rf /'}}]}}", RefusalReason.MissingPermission, "run.services.list", "roles/run.viewer")]
    [InlineData(403, "<html>forbidden by a proxy</html>", RefusalReason.MissingPermission, "run.services.list", "roles/run.viewer")]
    [InlineData(401, "{'error':{'code':401,'status':'UNAUTHENTICATED','message':'m','details':[{'@type':'" + Info + "','reason':'ACCESS_TOKEN_EXPIRED','domain':'googleapis.com'}]}}", RefusalReason.SecretExpired, null, "Start the investigation again")]
    [InlineData(401, "{'error':{'code':401,'status':'UNAUTHENTICATED','message':'m'}}", RefusalReason.SecretInvalid, null, "service account")]
    [InlineData(401, "{'error':'invalid_token','error_description':'gone'}", RefusalReason.SecretInvalid, null, "service account")]
    [InlineData(404, "{'error':{'code':404,'message':'The resource was not found','errors':[{'reason':'notFound'}]}}", RefusalReason.InvalidInput, null, "may not be seen")]
    [InlineData(404, "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", RefusalReason.OperationNotOffered, null, "does not offer")]
    [InlineData(501, "{'error':{'code':501,'status':'UNIMPLEMENTED','message':'m'}}", RefusalReason.OperationNotOffered, null, "does not offer")]
    [InlineData(503, "{'error':{'code':503,'status':'UNAVAILABLE','message':'m'}}", RefusalReason.ProviderError, null, "Try again")]
    [InlineData(400, "[{'error':{'code':400,'status':'INVALID_ARGUMENT','message':'m'}}]", RefusalReason.ProviderError, null, "provider's message")]
    [InlineData(302, "", RefusalReason.ProviderError, null, "Redirects are never followed")]
    public void A_refusal_is_told_by_its_codes(int status, string body, RefusalReason reason, string? permission, string remedy)
    {
        var error = Classify(status, body);

        (error.Reason, error.MissingPermission).ShouldBe((reason, permission));
        error.Remedy.ShouldContain(remedy);
        error.Api.ShouldBe("run.services.list");
        error.Message.ShouldNotContain("Check.java", customMessage: "a server's stack is nobody's business");
        (error is TransientCollectionException).ShouldBe(reason == RefusalReason.Throttled || status == 503);
    }

    [Fact]
    public void A_scope_is_also_told_by_the_header_alone()
    {
        var error = Classify(403, "{'error':{'code':403,'message':'m','status':'PERMISSION_DENIED'}}", "Bearer realm=\"x\", error=\"insufficient_scope\"");

        error.Reason.ShouldBe(RefusalReason.ScopeInsufficient);
    }

    [Theory]
    [InlineData("{'error':{'code':429,'status':'RESOURCE_EXHAUSTED','message':'m','details':[{'@type':'" + Info + "','reason':'RATE_LIMIT_EXCEEDED','domain':'googleapis.com','metadata':{'quota_metric':'logging.googleapis.com/read_requests_more'}}]}}", "quota logging.googleapis.com/read_requests_more of")]
    [InlineData("{'error':{'code':429,'status':'RESOURCE_EXHAUSTED','message':'m','details':[{'@type':'" + Info + "','reason':'RATE_LIMIT_EXCEEDED','domain':'googleapis.com','metadata':{'quota_metric':'a.googleapis.com/$(x)'}}]}}", "quota logging.googleapis.com/read_requests of")]
    public void A_used_up_minute_of_logging_is_not_repeated_and_names_its_quota(string body, string quota)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);

        var error = GcpErrors.Classify(
            new GcpCall(GcpApi.Logging, "logging.logEntries.list", "shop", "/"), response, Encoding.UTF8.GetBytes(body.Replace('\'', '"')));

        error.ShouldBeOfType<PermanentCollectionException>().Reason.ShouldBe(RefusalReason.Throttled);
        error.Remedy.ShouldContain(quota);
    }

    [Theory]
    [InlineData("{'error':{'code':403,'status':'PERMISSION_DENIED','message':'\\ud800'}}")]
    [InlineData("{'error':{'\\udc00':1,'code':403,'status':'PERMISSION_DENIED','details':[{'reason':'\\ud800','domain':'d','metadata':{'permission':'\\ud800','\\ud800':'x'}}]}}")]
    [InlineData("{'error':'\\ud800'}")]
    public void A_body_that_parses_and_cannot_be_decoded_is_still_classified(string body) =>
        Classify(403, body).Reason.ShouldBe(RefusalReason.MissingPermission);

    [Fact]
    public void Listing_operations_needs_more_than_the_cluster_viewer() =>
        GcpRoles.Of("container.operations.list").ShouldBe("roles/container.viewer");

    private static CollectionException Classify(int status, string body, string? challenge = null)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        if (challenge is not null)
        {
            response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
        }

        return GcpErrors.Classify(
            new GcpCall(GcpApi.Run, "run.services.list", "shop", "/"), response, Encoding.UTF8.GetBytes(body.Replace('\'', '"')));
    }
}
