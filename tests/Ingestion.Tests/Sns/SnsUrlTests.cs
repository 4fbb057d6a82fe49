using System.Net;
using CauseFlow.Ingestion.Sns;
using CauseFlow.ServiceDefaults.Outbound;

namespace CauseFlow.Ingestion.Tests.Sns;

public sealed class SnsUrlTests : IDisposable
{
    private readonly SnsFixture _sns = new();

    [Theory]
    [InlineData("http://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com.cn/SimpleNotificationService-0a.pem")]
    [InlineData("https://evil.example/sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem")]
    [InlineData("https://s3.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem")]
    [InlineData("https://user@sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/../SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/x/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem?x=1")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem#x")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-%30a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com\\@evil.example/SimpleNotificationService-0a.pem")]
    [InlineData("https://SNS.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com./SimpleNotificationService-0a.pem")]
    [InlineData("https://127.0.0.1/SimpleNotificationService-0a.pem")]
    [InlineData("https://169.254.169.254/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.test.example:444/SimpleNotificationService-0a.pem")]
    [InlineData("https://sns.test.example/other.pem")]
    [InlineData("file:///etc/ssl/SimpleNotificationService-0a.pem")]
    public async Task Another_certificate_address_is_refused_without_a_call(string url)
    {
        var fields = SnsSigner.Notification(SnsFixture.Now);
        fields["SigningCertURL"] = url;
        await _sns.RefusedAsync("bad_certificate_url", fields);
        _sns.Http.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("arn:aws:sns:us-east-1:123456789012:a", "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem")]
    [InlineData("arn:aws-cn:sns:cn-north-1:123456789012:a", "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a.pem")]
    [InlineData("arn:aws-us-gov:sns:us-gov-west-1:123456789012:a", "https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-0a.pem")]
    public async Task The_host_of_the_topics_own_region_is_asked(string topic, string url)
    {
        var fields = SnsSigner.Notification(SnsFixture.Now, topic: topic);
        fields["SigningCertURL"] = url;

        // The test's root is trusted for the extra host only, never for a host of Amazon.
        await _sns.RefusedAsync("untrusted_certificate", fields);
        _sns.Http.Calls.ShouldHaveSingleItem().ShouldBe(new Uri(url));
    }

    [Theory]
    [InlineData("https://evil.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}")]
    [InlineData("http://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}")]
    [InlineData("https://sns.test.example/?Action=Publish&TopicArn={0}&Token={1}")]
    [InlineData("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}x&Token={1}")]
    [InlineData("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token=other")]
    [InlineData("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}&Token=x")]
    [InlineData("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}&Endpoint=x")]
    [InlineData("https://sns.test.example/x/?Action=ConfirmSubscription&TopicArn={0}&Token={1}")]
    [InlineData("https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn={0}&Token={1}")]
    public async Task Another_confirmation_address_is_hostile_although_signed(string url)
    {
        var fields = SnsSigner.Confirmation(SnsFixture.Now);
        fields["SubscribeURL"] = string.Format(null, url, fields["TopicArn"], fields["Token"]);
        await _sns.RefusedAsync("hostile_url", fields);
        _sns.Http.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:7f00:1::", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("54.239.28.85", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("::ffff:54.239.28.85", true)]
    [InlineData("2600:1f18::1", true)]
    public void IsPublic_Address_IsAsExpected(string address, bool expected) =>
        PublicAddress.IsPublic(IPAddress.Parse(address)).ShouldBe(expected);

    public void Dispose() => _sns.Dispose();
}
