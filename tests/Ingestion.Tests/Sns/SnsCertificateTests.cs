using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CauseFlow.Ingestion.Sns;

namespace CauseFlow.Ingestion.Tests.Sns;

public sealed class SnsCertificateTests : IDisposable
{
    private readonly SnsFixture _sns = new();

    private static Dictionary<string, string> Valid => SnsSigner.Notification(SnsFixture.Now);

    [Theory]
    [InlineData("sns.amazonaws.com", null)]
    [InlineData("sns-signing.us-east-1.amazonaws.com", null)]
    [InlineData("something else", "sns.amazonaws.com")]
    [InlineData(SnsSigner.Host, null)]
    public async Task A_name_of_sns_is_accepted(string name, string? dnsName)
    {
        _sns.Serve(_sns.Ca.Issue(name, _sns.Key, dnsName: dnsName));
        await _sns.VerifyAsync(Valid);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("*.amazonaws.com")]
    [InlineData("sns-signing.us-west-2.amazonaws.com")]
    [InlineData("sns.amazonaws.com.evil.example")]
    public async Task Another_name_is_refused(string name)
    {
        _sns.Serve(_sns.Ca.Issue(name, _sns.Key));
        await _sns.RefusedAsync("wrong_certificate_name", Valid);
    }

    [Fact]
    public async Task A_certificate_of_another_root_is_refused()
    {
        using var other = new TestCa();
        _sns.Serve(other.Issue("sns.amazonaws.com", _sns.Key));
        await _sns.RefusedAsync("untrusted_certificate", Valid);
    }

    [Fact]
    public async Task A_root_in_the_file_itself_is_not_trusted()
    {
        using var other = new TestCa();
        _sns.Serve(other.Issue("sns.amazonaws.com", _sns.Key).ExportCertificatePem() + "\n"
            + await File.ReadAllTextAsync(other.RootFile));
        await _sns.RefusedAsync("untrusted_certificate", Valid);
    }

    [Theory]
    [InlineData(-10, -1, "expired_certificate", 403)]
    [InlineData(1, 10, "certificate_not_yet_valid", 503)]
    public async Task A_certificate_outside_its_validity_is_refused(int from, int to, string code, int status)
    {
        _sns.Serve(_sns.Ca.Issue(
            "sns.amazonaws.com", _sns.Key, SnsFixture.Now.AddDays(from), SnsFixture.Now.AddDays(to)));
        await _sns.RefusedAsync(code, Valid, status);
    }

    [Fact]
    public async Task A_cached_certificate_that_expires_is_refused()
    {
        _sns.Serve(_sns.Ca.Issue("sns.amazonaws.com", _sns.Key, to: SnsFixture.Now.AddMinutes(1)));
        await _sns.VerifyAsync(Valid);
        _sns.Time.Advance(TimeSpan.FromMinutes(2));
        await _sns.RefusedAsync("expired_certificate", SnsSigner.Notification(_sns.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_short_key_is_refused()
    {
        using var key = RSA.Create(1024);
        _sns.Serve(_sns.Ca.Issue("sns.amazonaws.com", key));
        await _sns.RefusedAsync("untrusted_certificate", new SnsSigner(key).Sign(Valid));
    }

    [Fact]
    public async Task A_certificate_that_may_not_sign_is_refused()
    {
        _sns.Serve(_sns.Ca.Issue("sns.amazonaws.com", _sns.Key, usage: X509KeyUsageFlags.KeyEncipherment));
        await _sns.RefusedAsync("untrusted_certificate", Valid);
    }

    [Theory]
    [InlineData("no pem")]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task A_file_that_is_no_certificate_is_refused(string pem)
    {
        _sns.Serve(pem);
        await _sns.RefusedAsync("untrusted_certificate", Valid);
    }

    [Theory]
    [InlineData("Message")]
    [InlineData("MessageId")]
    [InlineData("Subject")]
    [InlineData("Timestamp")]
    [InlineData("TopicArn")]
    public async Task A_changed_field_is_a_bad_signature(string name)
    {
        var fields = Valid;
        _sns.Signer.Sign(fields);
        fields[name] = name switch
        {
            "MessageId" => Guid.NewGuid().ToString(),
            "Timestamp" => SnsSigner.Timestamp(SnsFixture.Now.AddSeconds(1)),
            "TopicArn" => "arn:aws:sns:us-east-1:123456789012:other",
            _ => "changed",
        };
        await _sns.RefusedAsync("bad_signature", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(fields));
    }

    [Fact]
    public async Task A_confirmation_passed_off_as_a_notification_is_a_bad_signature()
    {
        var fields = SnsSigner.Confirmation(SnsFixture.Now);
        _sns.Signer.Sign(fields);
        fields["Type"] = "Notification";
        await _sns.RefusedAsync("bad_signature", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(fields));
    }

    [Fact]
    public async Task A_message_of_another_key_is_a_bad_signature()
    {
        using var key = RSA.Create(2048);
        await _sns.RefusedAsync("bad_signature", new SnsSigner(key).Sign(Valid));
    }

    [Fact]
    public async Task Many_messages_at_once_fetch_the_certificate_once()
    {
        var pem = Encoding.ASCII.GetBytes(_sns.Ca.Issue("sns.amazonaws.com", _sns.Key).ExportCertificatePem());
        var gate = new TaskCompletionSource();
        _sns.Http.Answer = async (_, _) =>
        {
            await gate.Task;
            return new SnsFetch(HttpStatusCode.OK, pem);
        };
        var waiting = Enumerable.Range(0, 50).Select(_ => Task.Run(() => _sns.VerifyAsync(Valid))).ToList();
        gate.SetResult();
        await Task.WhenAll(waiting);
        _sns.Http.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_that_leaves_does_not_end_the_fetch_for_the_others()
    {
        var pem = Encoding.ASCII.GetBytes(_sns.Ca.Issue("sns.amazonaws.com", _sns.Key).ExportCertificatePem());
        var gate = new TaskCompletionSource();
        _sns.Http.Answer = async (_, token) =>
        {
            await gate.Task.WaitAsync(token);
            return new SnsFetch(HttpStatusCode.OK, pem);
        };
        using var leaving = new CancellationTokenSource();
        var first = _sns.Verifier.VerifyAsync(_sns.Signer.Sign(Valid), leaving.Token);
        var second = _sns.VerifyAsync(Valid);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        gate.SetResult();
        await second;
        _sns.Http.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(500, "certificate_unreachable", 503)]
    [InlineData(429, "certificate_unreachable", 503)]
    [InlineData(404, "untrusted_certificate", 403)]
    [InlineData(410, "untrusted_certificate", 403)]
    [InlineData(400, "certificate_unreachable", 503)]
    [InlineData(403, "certificate_unreachable", 503)]
    [InlineData(302, "certificate_unreachable", 503)]
    public async Task A_status_is_definite_or_may_pass(int status, string code, int answer)
    {
        _sns.Http.Answer = (_, _) => Task.FromResult(new SnsFetch((HttpStatusCode)status, []));
        await _sns.RefusedAsync(code, Valid, answer);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_may_pass_and_is_asked_again_after_30_seconds()
    {
        _sns.Http.Answer = (_, _) => throw new HttpRequestException("refused");
        await _sns.RefusedAsync("certificate_unreachable", Valid, 503);
        await _sns.RefusedAsync("certificate_unreachable", Valid, 503);
        _sns.Http.Calls.Count.ShouldBe(1);
        _sns.Serve(_sns.Ca.Issue("sns.amazonaws.com", _sns.Key));
        _sns.Time.Advance(TimeSpan.FromSeconds(31));
        await _sns.VerifyAsync(Valid);
    }

    [Fact]
    public async Task Made_up_addresses_do_not_push_out_a_certificate_in_use()
    {
        await _sns.VerifyAsync(Valid);
        var answer = _sns.Http.Answer;
        _sns.Http.Answer = (_, _) => Task.FromResult(new SnsFetch(HttpStatusCode.NotFound, []));
        for (var i = 0; i < 100; i++)
        {
            var fields = Valid;
            fields["SigningCertURL"] = $"https://{SnsSigner.Host}/SimpleNotificationService-{i:x}.pem";
            await _sns.RefusedAsync("untrusted_certificate", fields);
        }

        await _sns.VerifyAsync(Valid);
    }

    public void Dispose() => _sns.Dispose();
}
