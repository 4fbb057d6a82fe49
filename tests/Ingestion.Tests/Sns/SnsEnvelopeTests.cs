using System.Text;
using System.Text.Json;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>Every message here is validly signed: only its shape is wrong.</summary>
public sealed class SnsEnvelopeTests : IDisposable
{
    private readonly SnsFixture _sns = new();

    private static Dictionary<string, string> Valid => SnsSigner.Notification(SnsFixture.Now);

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_notification_of_either_version_is_accepted(string version)
    {
        var fields = Valid;
        fields["SignatureVersion"] = version;
        var message = await _sns.VerifyAsync(fields);
        message.Message.ShouldBe("hello");
        message.Topic.Account.ShouldBe("123456789012");
    }

    [Fact]
    public async Task A_notification_without_subject_is_accepted()
    {
        var fields = Valid;
        fields.Remove("Subject");
        (await _sns.VerifyAsync(fields)).Subject.ShouldBeNull();
    }

    [Theory]
    [InlineData("SubscriptionConfirmation")]
    [InlineData("UnsubscribeConfirmation")]
    public async Task A_confirmation_is_accepted(string type) =>
        (await _sns.VerifyAsync(SnsSigner.Confirmation(SnsFixture.Now, type: type))).Token.ShouldBe("2336412f37f");

    [Theory]
    [InlineData("Type", "Notificatio")]
    [InlineData("Type", "Notification\n")]
    [InlineData("MessageId", "not-a-guid")]
    [InlineData("MessageId", "165545c9-2a5c-472c-8df2-7ff2be2b3b1b\nSubject\nx")]
    [InlineData("Timestamp", "2026-03-01 12:00:00")]
    [InlineData("Timestamp", "2026-03-01T12:00:00.000+01:00")]
    [InlineData("Timestamp", "2026-03-01T12:00:00.000Z\n")]
    [InlineData("Subject", "two\nlines")]
    [InlineData("SigningCertURL", "https://sns.us-east-1.amazonaws.com/\r\nx")]
    public async Task A_field_of_the_wrong_form_is_malformed(string name, string value)
    {
        var fields = Valid;
        fields[name] = value;
        await _sns.RefusedAsync("malformed", fields, 400);
        _sns.Http.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("arn:aws:sns:us-east-1:12345678901:alarms")]
    [InlineData("arn:aws:sns:us-east-1:123456789012:alarms\n")]
    [InlineData("arn:aws:sns:us-east-1:123456789012:alarms:11111111-1111-1111-1111-111111111111")]
    [InlineData("arn:aws:sqs:us-east-1:123456789012:alarms")]
    [InlineData("arn:aws-iso:sns:us-east-1:123456789012:alarms")]
    [InlineData("arn:aws:sns:cn-north-1:123456789012:alarms")]
    [InlineData("arn:aws:sns:evil.example/:123456789012:alarms")]
    [InlineData("arn:aws:sns::123456789012:alarms")]
    [InlineData("")]
    public async Task A_topic_that_is_no_topic_arn_is_refused(string arn)
    {
        var fields = Valid;
        fields["TopicArn"] = arn;
        await _sns.RefusedAsync("bad_topic", fields, 400);
    }

    [Theory]
    [InlineData("Type")]
    [InlineData("MessageId")]
    [InlineData("TopicArn")]
    [InlineData("Message")]
    [InlineData("Timestamp")]
    [InlineData("SignatureVersion")]
    [InlineData("Signature")]
    [InlineData("SigningCertURL")]
    public async Task A_missing_field_is_malformed(string name)
    {
        var fields = Valid;
        _sns.Signer.Sign(fields);
        fields.Remove(name);
        await _sns.RefusedAsync("malformed", JsonSerializer.SerializeToUtf8Bytes(fields), 400);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("")]
    [InlineData("02")]
    public async Task Another_signature_version_is_refused(string version)
    {
        var fields = Valid;
        fields["SignatureVersion"] = version;
        await _sns.RefusedAsync("unsupported_signature_version", fields, 400);
    }

    [Fact]
    public async Task The_spelling_of_lambda_records_is_refused()
    {
        var text = Encoding.UTF8.GetString(_sns.Signer.Sign(Valid))
            .Replace("SigningCertURL", "SigningCertUrl", StringComparison.Ordinal);
        await _sns.RefusedAsync("malformed", Encoding.UTF8.GetBytes(text), 400);
    }

    [Theory]
    [InlineData("\"TopicArn\":\"arn:aws:sns:us-east-1:999999999999:evil\",")]
    [InlineData("\"Topic\\u0041rn\":\"arn:aws:sns:us-east-1:999999999999:evil\",")]
    [InlineData("\"topicarn\":\"arn:aws:sns:us-east-1:999999999999:evil\",")]
    [InlineData("\"MessageAttributes\":{\"a\":{\"Type\":\"String\",\"Type\":\"Binary\"}},")]
    [InlineData("\"Extra\":[{\"a\":1,\"a\":2}],")]
    public async Task A_member_that_appears_twice_is_refused(string extra)
    {
        var text = Encoding.UTF8.GetString(_sns.Signer.Sign(Valid)).Insert(1, extra);
        await _sns.RefusedAsync("duplicate_member", Encoding.UTF8.GetBytes(text), 400);
    }

    [Fact]
    public async Task Message_attributes_are_passed_over()
    {
        var text = Encoding.UTF8.GetString(_sns.Signer.Sign(Valid))
            .Insert(1, "\"MessageAttributes\":{\"a\":{\"Type\":\"String\",\"Value\":\"x\"}},");
        await _sns.Verifier.VerifyAsync(Encoding.UTF8.GetBytes(text), default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"Type\":1}")]
    [InlineData("{\"Type\":null}")]
    [InlineData("{\"Type\":\"\\ud800\"}")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}")]
    public async Task A_body_that_is_no_envelope_is_malformed(string body) =>
        await _sns.RefusedAsync("malformed", Encoding.UTF8.GetBytes(body), 400);

    [Fact]
    public async Task A_body_above_256_KiB_is_too_large() =>
        await _sns.RefusedAsync(
            "too_large", _sns.Signer.Sign(SnsSigner.Notification(SnsFixture.Now, new string('x', 256 * 1024))), 413);

    [Theory]
    [InlineData(-75, null)]
    [InlineData(-76, "stale")]
    [InlineData(5, null)]
    [InlineData(6, "from_the_future")]
    public async Task Freshness_is_75_minutes_back_and_5_ahead(int minutes, string? code)
    {
        var fields = SnsSigner.Notification(SnsFixture.Now.AddMinutes(minutes));
        if (code is null)
        {
            await _sns.VerifyAsync(fields);
        }
        else
        {
            await _sns.RefusedAsync(code, fields, code == "stale" ? 403 : 503);
            _sns.Http.Calls.ShouldBeEmpty();
        }
    }

    public void Dispose() => _sns.Dispose();
}
