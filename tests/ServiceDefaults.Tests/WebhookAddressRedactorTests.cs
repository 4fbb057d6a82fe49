using System.Diagnostics;
using CauseFlow.ServiceDefaults.Telemetry;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class WebhookAddressRedactorTests
{
    [Theory]
    [InlineData("/v1/webhooks/ten_1/cloudwatch/secret", "/v1/webhooks/ten_1/cloudwatch/[redacted]")]
    [InlineData("/V1/WebHooks/ten_1/CloudWatch/secret", "/V1/WebHooks/ten_1/CloudWatch/[redacted]")]
    [InlineData("/v1/webhooks/{tenantId}/cloudwatch/{routeKey}", "/v1/webhooks/{tenantId}/cloudwatch/{routeKey}")]
    [InlineData("/v1/webhooks/deliveries", "/v1/webhooks/deliveries")]
    public void OnEnd_AddressOfAWebhook_LosesItsKey(string path, string expected)
    {
        using var redactor = new WebhookAddressRedactor();
        using var span = new Activity($"POST {path}");
        span.SetTag("url.path", path);

        redactor.OnEnd(span);

        span.GetTagItem("url.path").ShouldBe(expected);
        span.DisplayName.ShouldBe($"POST {expected}");
    }
}
