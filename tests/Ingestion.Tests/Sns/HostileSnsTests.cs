using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Webhooks;
using CauseFlow.Ingestion.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>
/// Every class of hostile message, through the real webhook. Each case differs from an acceptable message in one thing
/// only, and carries a valid signature wherever that is possible, so that only the check named by the code can refuse
/// it.
/// </summary>
public sealed class HostileSnsTests(HostileSnsTests.Host shared) : IClassFixture<HostileSnsTests.Host>
{
    private const string Alarms = SnsSigner.Topic;
    private const string Aws = "https://sns.us-east-1.amazonaws.com";
    private const string Pem = "/SimpleNotificationService-0a.pem";
    private static readonly Dictionary<string, Case> Cases = new(StringComparer.Ordinal)
    {
        // Tampering: signed, then changed.
        ["tampered message"] = new("bad_signature", 403, s => s.Tampered("Message", "other")),
        ["tampered subject"] = new("bad_signature", 403, s => s.Tampered("Subject", "other")),
        ["removed subject"] = new("bad_signature", 403, s => s.Tampered("Subject", null)),
        ["tampered message id"] = new("bad_signature", 403, s => s.Tampered("MessageId", Guid.NewGuid().ToString())),
        ["refreshed timestamp"] = new("bad_signature", 403, s => s.Tampered("Timestamp", SnsSigner.Timestamp(s.Now.AddSeconds(-7)))),
        ["another topic put in"] = new("bad_signature", 403, s => s.Tampered("TopicArn", "arn:aws:sns:us-east-1:123456789012:b")),
        ["confirmation as notification"] = new("bad_signature", 403, s => s.Tampered("Type", "Notification", s.Confirmation())),
        ["key of somebody else"] = new("bad_signature", 403, s => new SnsSigner(s.OtherKey).Sign(s.Notification())),
        ["empty signature"] = new("bad_signature", 403, s => s.Tampered("Signature", "")),
        ["signature that is no base64"] = new("malformed", 400, s => s.Tampered("Signature", "%%%")),
        ["missing signature"] = new("malformed", 400, s => s.Tampered("Signature", null)),

        // The version and the signature must agree, and only two versions exist.
        ["sha-1 passed off as version 2"] = new("bad_signature", 403, s => s.Tampered("SignatureVersion", "2")),
        ["version 3"] = new("unsupported_signature_version", 400, s => s.With("SignatureVersion", "3")),
        ["version 0"] = new("unsupported_signature_version", 400, s => s.With("SignatureVersion", "0")),
        ["version with a space"] = new("unsupported_signature_version", 400, s => s.With("SignatureVersion", "2 ")),

        // Certificate addresses. They are not part of what is signed, so every one of these is validly signed.
        ["look-alike suffix"] = Certificate($"{Aws}.evil.example{Pem}"),
        ["look-alike prefix"] = Certificate($"https://evil-sns.us-east-1.amazonaws.com{Pem}"),
        ["look-alike hyphen"] = Certificate($"https://sns-us-east-1.amazonaws.com{Pem}"),
        ["look-alike letter"] = Certificate($"https://sns.us-\u0435ast-1.amazonaws.com{Pem}"),
        ["look-alike punycode"] = Certificate($"https://xn--sns-5cd.us-east-1.amazonaws.com{Pem}"),
        ["look-alike top level"] = Certificate($"https://sns.us-east-1.amazonaws.co{Pem}"),
        ["bucket of the same region"] = Certificate($"https://s3.us-east-1.amazonaws.com{Pem}"),
        ["host in upper case"] = Certificate($"https://SNS.us-east-1.amazonaws.com{Pem}"),
        ["host with a final dot"] = Certificate($"https://sns.us-east-1.amazonaws.com.{Pem}"),
        ["host of another region"] = Certificate($"https://sns.eu-west-1.amazonaws.com{Pem}"),
        ["host of another partition"] = Certificate($"https://sns.us-east-1.amazonaws.com.cn{Pem}"),
        ["metadata address"] = Certificate($"https://169.254.169.254{Pem}"),
        ["loopback in brackets"] = Certificate($"https://[::1]{Pem}"),
        ["address as a number"] = Certificate($"https://2852039166{Pem}"),
        ["user in front of the host"] = Certificate($"https://sns.us-east-1.amazonaws.com@evil.example{Pem}"),
        ["user and password"] = Certificate($"https://a:b@sns.us-east-1.amazonaws.com{Pem}"),
        ["backslash before the host"] = Certificate($"https://evil.example\\@sns.us-east-1.amazonaws.com{Pem}"),
        ["another port"] = Certificate($"{Aws}:8443{Pem}"),
        ["port of the extra host"] = Certificate($"https://{SnsSigner.Host}:22{Pem}"),
        ["port 0"] = Certificate($"{Aws}:0{Pem}"),
        ["plain http"] = Certificate($"http://sns.us-east-1.amazonaws.com{Pem}"),
        ["file"] = Certificate($"file:///etc/ssl{Pem}"),
        ["traversal"] = Certificate($"{Aws}/x/..{Pem}"),
        ["traversal, encoded"] = Certificate($"{Aws}/x/%2e%2e{Pem}"),
        ["traversal after the name"] = Certificate($"{Aws}{Pem}/../evil.pem"),
        ["double slash"] = Certificate($"{Aws}/{Pem}"),
        ["query"] = Certificate($"{Aws}{Pem}?x=y"),
        ["fragment"] = Certificate($"{Aws}{Pem}#x"),
        ["another file"] = Certificate($"{Aws}/evil.pem"),
        ["encoded name"] = Certificate($"{Aws}/SimpleNotificationService-%30a.pem"),

        // Certificates. The message is signed with the very key that the certificate names.
        ["expired certificate"] = Served("expired_certificate", s => s.Issue(to: s.Now.AddDays(-1))),
        ["certificate of tomorrow"] = Served("certificate_not_yet_valid", s => s.Issue(from: s.Now.AddDays(1)), status: 503),
        ["certificate of a foreign root"] = Served("untrusted_certificate", s => s.OtherCa.Issue("sns.amazonaws.com", s.Key)),
        ["foreign root in the file"] = Served("untrusted_certificate", s => s.OtherCa.Issue("sns.amazonaws.com", s.Key), withForeignRoot: true),
        ["self-signed certificate"] = Served("untrusted_certificate", s => s.SelfSigned()),
        ["certificate of another name"] = Served("wrong_certificate_name", s => s.Issue("evil.example")),
        ["certificate of a wildcard"] = Served("wrong_certificate_name", s => s.Issue("*.amazonaws.com")),
        ["certificate of another region"] = Served("wrong_certificate_name", s => s.Issue("sns-signing.eu-west-1.amazonaws.com")),
        ["certificate that may not sign"] = Served("untrusted_certificate", s => s.Issue(usage: X509KeyUsageFlags.KeyEncipherment)),
        ["short key"] = new("untrusted_certificate", 403, s =>
            s.SignedAt(s.Serve(s.Ca.Issue("sns.amazonaws.com", s.ShortKey).ExportCertificatePem()), s.ShortKey)),
        ["no certificate"] = new("untrusted_certificate", 403, s => s.SignedAt(s.Serve("<html></html>"), s.Key)),
        ["certificate that is not there"] = new("untrusted_certificate", 403, s => s.SignedAt(s.Serve(null), s.Key)),
        ["certificate host that is down"] = new("certificate_unreachable", 503, s => s.SignedAt(s.Serve(null, HttpStatusCode.BadGateway), s.Key)),

        // SubscribeURL is signed, so whoever owns a topic can have any address in it.
        ["subscribe at another host"] = Subscribe("https://evil.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}"),
        ["subscribe at a look-alike"] = Subscribe("https://sns.test.example.evil.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}"),
        ["subscribe over http"] = Subscribe("http://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}"),
        ["subscribe at the metadata address"] = Subscribe("https://169.254.169.254/?Action=ConfirmSubscription&TopicArn={0}&Token={1}"),
        ["subscribe with a user"] = Subscribe("https://a@sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}"),
        ["subscribe at another port"] = Subscribe("https://sns.test.example:22/?Action=ConfirmSubscription&TopicArn={0}&Token={1}"),
        ["subscribe by traversal"] = Subscribe("https://sns.test.example/x/../?Action=ConfirmSubscription&TopicArn={0}&Token={1}"),
        ["another action"] = Subscribe("https://sns.test.example/?Action=DeleteTopic&TopicArn={0}&Token={1}"),
        ["another topic"] = Subscribe("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}b&Token={1}"),
        ["another token"] = Subscribe("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token=b"),
        ["a second action"] = Subscribe("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}&Action=x"),
        ["a further parameter"] = Subscribe("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}&Endpoint=x"),
        ["fragment in subscribe"] = Subscribe("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}#x"),
        ["unsubscribe with a hostile address"] = new("hostile_url", 403, s => s.Sign(s.Confirmation(
            "https://evil.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}", "UnsubscribeConfirmation"))),
        ["token that is no token"] = new("malformed", 400, s => s.With("Token", "a&Action=x", s.Confirmation())),

        // Replay and clock.
        ["replayed after two hours"] = new("stale", 403, s => s.Sign(SnsSigner.Notification(s.Now.AddHours(-2)))),
        ["dated ahead"] = new("from_the_future", 503, s => s.Sign(SnsSigner.Notification(s.Now.AddMinutes(20)))),
        ["instant of another zone"] = new("malformed", 400, s => s.With("Timestamp", "2026-03-01T12:00:00.000+01:00")),
        ["instant without a zone"] = new("malformed", 400, s => s.With("Timestamp", "2026-03-01T12:00:00.000")),

        // Duplicate members: parsers differ on which one wins.
        ["second topic in front"] = Inserted("duplicate_member", "\"TopicArn\":\"arn:aws:sns:us-east-1:999999999999:evil\","),
        ["second topic, escaped"] = Inserted("duplicate_member", "\"Topic\\u0041rn\":\"arn:aws:sns:us-east-1:999999999999:evil\","),
        ["second topic, other case"] = Inserted("duplicate_member", "\"topicARN\":\"arn:aws:sns:us-east-1:999999999999:evil\","),
        ["second member deep inside"] = Inserted("duplicate_member", "\"MessageAttributes\":{\"a\":{\"Type\":\"x\",\"Type\":\"y\"}},"),

        // Type confusion.
        ["message as object"] = Retyped("Message", "{\"a\":1}"),
        ["message as list"] = Retyped("Message", "[\"a\"]"),
        ["message as null"] = Retyped("Message", "null"),
        ["message as number"] = Retyped("Message", "1"),
        ["topic as list"] = Retyped("TopicArn", $"[\"{Alarms}\"]"),
        ["type as list"] = Retyped("Type", "[\"Notification\"]"),
        ["version as number"] = Retyped("SignatureVersion", "1"),
        ["certificate address as object"] = Retyped("SigningCertURL", "{}"),
        ["subject as number"] = Retyped("Subject", "1"),
        ["body as list"] = new("malformed", 400, s => [.. "["u8, .. s.Sign(s.Notification()), .. "]"u8]),
        ["body as string"] = new("malformed", 400, s => JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(s.Sign(s.Notification())))),
        ["two bodies"] = new("malformed", 400, s => [.. s.Sign(s.Notification()), .. s.Sign(s.Notification())]),
        ["spelling of lambda records"] = new("malformed", 400, s => s.Replaced("SigningCertURL", "SigningCertUrl")),
        ["another type of message"] = new("malformed", 400, s => s.With("Type", "Publish")),

        // Newline injection: the first two keep the string that is signed byte for byte and only move its borders.
        ["borders moved into the subject"] = new("malformed", 400, s => s.MovedIntoSubject()),
        ["borders moved into the type"] = new("malformed", 400, s => s.MovedIntoType()),
        ["newline in the subject"] = new("malformed", 400, s => s.With("Subject", "a\nTimestamp\nb")),
        ["newline after the topic"] = new("bad_topic", 400, s => s.With("TopicArn", Alarms + "\n")),
        ["newline in the certificate address"] = new("malformed", 400, s => s.With("SigningCertURL", $"{Aws}\r\nHost: x{Pem}")),
        ["newline in the subscribe address"] = new("malformed", 400, s =>
            s.Sign(s.Confirmation("https://sns.test.example/?Action=ConfirmSubscription&TopicArn={0}&Token={1}\r\nX: y"))),
        ["topic with a path"] = new("bad_topic", 400, s => s.With("TopicArn", "arn:aws:sns:us-east-1:123456789012:a/../b")),
        ["topic of a region and partition that differ"] = new("bad_topic", 400, s => s.With("TopicArn", "arn:aws:sns:cn-north-1:123456789012:a")),

        // Encodings.
        ["byte order mark"] = new("malformed", 400, s => [.. Encoding.UTF8.Preamble, .. s.Sign(s.Notification())]),
        ["utf-16"] = new("malformed", 400, s => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(s.Sign(s.Notification())))),
        ["utf-16 big-endian with mark"] = new("malformed", 400, s =>
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(s.Sign(s.Notification())))]),
        ["overlong slash"] = new("malformed", 400, s => s.WithBytes([0xC0, 0xAF])),
        ["byte that is no utf-8"] = new("malformed", 400, s => s.WithBytes([0xFF])),
        ["surrogate in utf-8"] = new("malformed", 400, s => s.WithBytes([0xED, 0xA0, 0x80])),
        ["cut code point"] = new("malformed", 400, s => s.WithBytes([0xE2, 0x82])),
        ["lone surrogate, escaped"] = new("malformed", 400, s => s.WithBytes([.. "\\ud800"u8])),
        ["reversed surrogates, escaped"] = new("malformed", 400, s => s.WithBytes([.. "\\udc00\\ud800"u8])),
        ["compressed"] = new("malformed", 400, s => s.Compressed()),

        // Bombs.
        ["nesting"] = new("malformed", 400, _ => Encoding.ASCII.GetBytes(new string('[', 100_000))),
        ["nesting in an unread member"] = Inserted("malformed", $"\"x\":{new string('[', 40)}{new string(']', 40)},"),
        ["size"] = new("too_large", 413, s => s.Sign(SnsSigner.Notification(s.Now, new string('x', 256 * 1024)))),
        ["size in an unread member"] = Inserted("too_large", $"\"x\":\"{new string('x', 256 * 1024)}\",", 413),
        ["size of the signature"] = new("malformed", 400, s => s.Tampered("Signature", new string('A', 100_000))),
        ["nothing"] = new("malformed", 400, _ => []),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_message_is_refused_by_the_one_check_and_counted(string name)
    {
        var (code, status, build) = Cases[name];
        var before = await shared.RejectedAsync(code);
        var body = build(shared);
        var calls = shared.Sns.Calls.Count;
        var answer = await shared.PostAsync(body);
        ((int)answer.StatusCode).ShouldBe(status);
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>();
        error.GetProperty("error").GetString().ShouldBe(code);
        (await shared.RejectedAsync(code)).ShouldBe(before + 1);
        (await shared.Web.ReadAsync(db => db.Firings.CountAsync())).ShouldBe(0);
        if (code is not ("expired_certificate" or "certificate_not_yet_valid" or "untrusted_certificate" or "wrong_certificate_name"
            or "certificate_unreachable" or "bad_signature"))
        {
            shared.Sns.Calls.Count.ShouldBe(calls);
        }
    }

    [Fact]
    public async Task Each_message_that_the_cases_start_from_is_accepted()
    {
        (await shared.PostAsync(shared.Sign(shared.Notification()))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shared.PostAsync(shared.Sign(shared.Confirmation()))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shared.PostAsync(shared.SignedAt(shared.Serve(shared.Issue().ExportCertificatePem()), shared.Key)))
            .StatusCode.ShouldBe(HttpStatusCode.OK);

        // The subscription is confirmed in the background: its visit is none of the next case's calls.
        await shared.Web.UntilAsync(db => db.Confirmations.AnyAsync(c => c.Status == ConfirmationStatus.Confirmed));
    }

    [Fact]
    public async Task A_replay_within_the_hour_is_answered_200_and_kept_once()
    {
        var fields = shared.Notification();
        var body = shared.Sign(fields);
        for (var i = 0; i < 3; i++)
        {
            (await shared.PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await shared.Web.ReadAsync(db => db.Deliveries.CountAsync(row => row.MessageId == fields["MessageId"]))).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_of_the_attackers_own_topic_is_answered_200_held_and_never_visited()
    {
        const string topic = "arn:aws:sns:us-east-1:666666666666:alarms";
        var alarm = AlarmMessages.Metric("errors", AlarmState.Alarm, shared.Now);
        var notification = SnsSigner.Notification(shared.Now, alarm, topic);
        var confirmation = SnsSigner.Confirmation(shared.Now, "attackerstoken1", topic);
        var ended = SnsSigner.Confirmation(shared.Now, "attackerstoken2", topic, "UnsubscribeConfirmation");
        foreach (var fields in new[] { notification, confirmation, ended })
        {
            (await shared.PostAsync(shared.Sign(fields))).StatusCode.ShouldBe(HttpStatusCode.OK);
            var row = await shared.Web.ReadAsync(db => db.Deliveries.SingleAsync(d => d.MessageId == fields["MessageId"]));
            row.Verdict.ShouldBe(DeliveryVerdict.Held);
            if (fields != ended)
            {
                // That his own subscription has ended is noted; nothing else is ever decided.
                (row.Reason, row.DecideAt).ShouldBe(("unknown_topic", null));
            }
        }

        shared.Sns.Calls.ShouldNotContain(uri => uri.Query.Contains("attackerstoken", StringComparison.Ordinal));
    }

    private static Case Certificate(string url) => new("bad_certificate_url", 403, s => s.With("SigningCertURL", url));

    private static Case Subscribe(string url) => new("hostile_url", 403, s => s.Sign(s.Confirmation(url)));

    private static Case Served(
        string code, Func<Host, X509Certificate2> issue, bool withForeignRoot = false, int status = 403) =>
        new(code, status, s => s.SignedAt(
            s.Serve(issue(s).ExportCertificatePem() + (withForeignRoot ? "\n" + File.ReadAllText(s.OtherCa.RootFile) : "")), s.Key));

    private static Case Inserted(string code, string member, int status = 400) => new(code, status, s =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(s.Sign(s.Notification())).Insert(1, member)));

    private static Case Retyped(string name, string json) => new("malformed", 400, s => s.Retyped(name, json));

    private sealed record Case(string Code, int Status, Func<Host, byte[]> Build);

    /// <summary>One running service for all cases, and the ways to make its messages.</summary>
    public sealed class Host : IAsyncLifetime
    {
        private int _certificates;

        public WebhookHost Web { get; } = new();
        public RSA OtherKey { get; } = RSA.Create(2048);
        public RSA ShortKey { get; } = RSA.Create(1024);
        public TestCa OtherCa { get; } = new("Foreign Root");
        public TestCa Ca => Web.Ca;
        public RSA Key => Web.Key;
        public FakeSnsHttp Sns => Web.Sns;
        public DateTimeOffset Now => Web.Now;

        public async ValueTask InitializeAsync()
        {
            await Web.InitializeAsync();
            await Web.ConnectAsync();
        }

        public Dictionary<string, string> Notification() => SnsSigner.Notification(Now);

        public Dictionary<string, string> Confirmation(string? url = null, string type = "SubscriptionConfirmation")
        {
            var fields = SnsSigner.Confirmation(Now, type: type);
            fields["SubscribeURL"] = url is null ? fields["SubscribeURL"] : string.Format(null, url, fields["TopicArn"], fields["Token"]);
            return fields;
        }

        public byte[] Sign(Dictionary<string, string> fields) => new SnsSigner(Key).Sign(fields);

        /// <summary>Changed before signing.</summary>
        public byte[] With(string name, string value, Dictionary<string, string>? fields = null)
        {
            fields ??= Notification();
            fields[name] = value;
            return Sign(fields);
        }

        /// <summary>Changed after signing; null removes the member.</summary>
        public byte[] Tampered(string name, string? value, Dictionary<string, string>? fields = null)
        {
            fields ??= Notification();
            Sign(fields);
            fields.Remove(name);
            if (value is not null)
            {
                fields[name] = value;
            }

            return JsonSerializer.SerializeToUtf8Bytes(fields);
        }

        public byte[] Replaced(string text, string by) =>
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Sign(Notification())).Replace(text, by, StringComparison.Ordinal));

        public byte[] Retyped(string name, string json)
        {
            var fields = Notification();
            Sign(fields);
            var members = fields.Select(field =>
                $"{JsonSerializer.Serialize(field.Key)}:{(field.Key == name ? json : JsonSerializer.Serialize(field.Value))}");
            return Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
        }

        /// <summary>Raw bytes inside the message's text, where JSON wants UTF-8.</summary>
        public byte[] WithBytes(byte[] bytes)
        {
            var body = Sign(SnsSigner.Notification(Now, "before|after"));
            var at = body.AsSpan().IndexOf((byte)'|');
            return [.. body[..at], .. bytes, .. body[(at + 1)..]];
        }

        public byte[] MovedIntoSubject()
        {
            var other = Guid.NewGuid().ToString();
            var fields = Notification();
            fields["Message"] = $"a\nMessageId\n{other}\nSubject\nb";
            fields.Remove("Subject");
            Sign(fields);
            fields["Subject"] = $"b\nMessageId\n{fields["MessageId"]}";
            (fields["Message"], fields["MessageId"]) = ("a", other);
            return JsonSerializer.SerializeToUtf8Bytes(fields);
        }

        public byte[] MovedIntoType()
        {
            var (id, at) = (Guid.NewGuid().ToString(), SnsSigner.Timestamp(Now));
            var fields = SnsSigner.Notification(Now, topic: "arn:aws:sns:us-east-1:666666666666:mine");
            fields.Remove("Subject");
            fields["Message"] = $"a\nMessageId\n{id}\nTimestamp\n{at}\nTopicArn\n{Alarms}\nType\nNotification";
            Sign(fields);
            fields["Type"] = $"Notification\nMessageId\n{fields["MessageId"]}\nTimestamp\n{fields["Timestamp"]}\n"
                + $"TopicArn\n{fields["TopicArn"]}\nType\nNotification";
            (fields["Message"], fields["MessageId"], fields["Timestamp"], fields["TopicArn"]) = ("a", id, at, Alarms);
            return JsonSerializer.SerializeToUtf8Bytes(fields);
        }

        public byte[] Compressed()
        {
            using var buffer = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(buffer, System.IO.Compression.CompressionLevel.Fastest))
            {
                gzip.Write(Sign(Notification()));
            }

            return buffer.ToArray();
        }

        public X509Certificate2 Issue(
            string name = "sns.amazonaws.com", DateTimeOffset? from = null, DateTimeOffset? to = null,
            X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature) => Ca.Issue(name, Key, from, to, usage);

        public X509Certificate2 SelfSigned() =>
            new CertificateRequest("CN=sns.amazonaws.com", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(TestCa.From, TestCa.To);

        /// <summary>
        /// Puts a certificate at an address of its own, so that none is remembered from another case.
        /// </summary>
        public string Serve(string? pem, HttpStatusCode status = HttpStatusCode.OK)
        {
            var url = $"https://{SnsSigner.Host}/SimpleNotificationService-c{Interlocked.Increment(ref _certificates):x}.pem";
            var otherwise = Sns.Answer;
            Sns.Answer = (asked, token) => asked.Uri.ToString() != url ? otherwise(asked, token)
                : Task.FromResult(pem is null && status == HttpStatusCode.OK
                    ? new SnsFetch(HttpStatusCode.NotFound, [])
                    : new SnsFetch(status, Encoding.ASCII.GetBytes(pem ?? "")));
            return url;
        }

        public byte[] SignedAt(string certificateUrl, RSA key)
        {
            var fields = Notification();
            fields["SigningCertURL"] = certificateUrl;
            return new SnsSigner(key).Sign(fields);
        }

        public Task<HttpResponseMessage> PostAsync(byte[] body) => Web.PostAsync(body);

        public Task<int> RejectedAsync(string code) => Web.ReadAsync(db => db.Deliveries
            .Where(row => row.Verdict == DeliveryVerdict.Rejected && row.Reason == code
                && row.Provider == WebhookRoute.CloudWatch)
            .SumAsync(row => row.Count));

        public async ValueTask DisposeAsync()
        {
            await Web.DisposeAsync();
            OtherCa.Dispose();
            OtherKey.Dispose();
            ShortKey.Dispose();
        }
    }
}
