using CauseFlow.Collection.Redaction;
using CsCheck;

namespace CauseFlow.Collection.Tests;

public sealed class RedactorTests
{
    private static readonly Redactor Sut = new();

    [Theory]
    [InlineData("mail to jane.doe+x@shop.example.com now", "mail to [redacted:email] now")]
    [InlineData("Authorization: Bearer abc.def-123", "Authorization: [redacted:secret]")]
    [InlineData("got Bearer abc.def-123 here", "got Bearer [redacted:token] here")]
    [InlineData("jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl!", "jwt [redacted:token]!")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE used", "key [redacted:access_key] used")]
    [InlineData("/aws/lambda/asiapacificorders and akia1234567890abcdef", "/aws/lambda/asiapacificorders and akia1234567890abcdef")]
    [InlineData("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = [redacted:secret]")]
    [InlineData("Server=db;User=x;Password=p4ss;Port=1", "Server=db;User=x;Password=[redacted:secret]")]
    [InlineData("{\"password\":\"p4 ss\",\"a\":1}", "{\"password\":\"[redacted:secret]\",\"a\":1}")]
    [InlineData("postgres://app:hunter2@db:5432/x", "postgres://[redacted:credentials]@db:5432/x")]
    [InlineData("Set-Cookie: sid=123; Path=/", "Set-Cookie: [redacted:cookie]")]
    [InlineData("card 4111 1111 1111 1111 declined", "card [redacted:card] declined")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "[redacted:private_key]")]
    public void Redact_Secret_IsReplaced(string text, string expected) => Sut.Redact(text).ShouldBe(expected);

    /// <summary>Each text holds TAIL at the end of the secret: what is left of it is a leak.</summary>
    [Theory]
    [InlineData("scheme that is not known", "Authorization: ApiKey abcTAIL")]
    [InlineData("scheme Token", "authorization=Token abcTAIL")]
    [InlineData("several parts", "Authorization: AWS4-HMAC-SHA256 Credential=x/y, Signature=abcTAIL")]
    [InlineData("token as a whole key", "GET /x?token=abcTAIL&page=2")]
    [InlineData("token after an underscore", "DEPLOY_TOKEN: abcTAIL")]
    [InlineData("pass after an underscore", "DB_PASS=abcTAIL")]
    [InlineData("pw", "login pw=abcTAIL")]
    [InlineData("escaped quote in a value", "{\"password\":\"ab\\\"cdTAIL\"}")]
    [InlineData("JSON within JSON", "{\"m\":\"{\\\"password\\\":\\\"ab\\\\\\\"cdTAIL\\\"}\"}")]
    [InlineData("ampersand in a password", "password=abc&defTAIL")]
    [InlineData("comma in a password", "password=abc,defTAIL")]
    [InlineData("GitHub", "pushed with ghp_0123456789abcdefghijklmnopTAIL")]
    [InlineData("GitHub, fine-grained", "github_pat_11ABCDEFG0123456789_abcdefTAIL")]
    [InlineData("GitLab", "glpat-0123456789abcdefTAIL")]
    [InlineData("Slack", "xoxb-123456789012-abcdefTAIL")]
    [InlineData("Stripe", "charge with sk_live_0123456789abcdefTAIL")]
    [InlineData("OpenAI", "key sk-proj-0123456789abcdefghijklmnTAIL")]
    [InlineData("npm", "npm_0123456789abcdefghijklmnopqrstuvTAIL")]
    [InlineData("Hugging Face", "hf_0123456789abcdefghijklmnopqrstuvTAIL")]
    [InlineData("SendGrid", "SG.0123456789abcdefghij.0123456789abcdefghijTAIL")]
    [InlineData("Slack webhook", "POST https://hooks.slack.com/services/T0123/B0123/abcdefTAIL failed")]
    [InlineData("Google", "key AIzaSyA0123456789abcdefghijklmnTAIL")]
    [InlineData("Google access token", "sent ya29.a0AfH6SMBx0123456789abcdefTAIL to the proxy")]
    [InlineData("Google OAuth secret", "GOCSPX-0123456789abcdefghijTAIL")]
    [InlineData("Entra client secret", "az login failed with xyz8Q~0123456789abcdefghijklmnopTAIL")]
    [InlineData("Azure storage", "AccountName=x;AccountKey=abc/+TAIL==;EndpointSuffix=y")]
    [InlineData("Azure shared access", "SharedAccessSignature sr=x&sig=abc%2BTAIL&se=1764000000")]
    public void Redact_Secret_Vanishes(string what, string text) => Sut.Redact(text).ShouldNotContain("TAIL", customMessage: what);

    [Theory]
    [InlineData("tokens=5 timeout=3")]
    [InlineData("task-handler sk-short risk-assessment-of-the-whole-order-pipeline")]
    [InlineData("token bucket is empty, refill in 3 s")]
    [InlineData("pass: 12 fail: 3")]
    [InlineData("passed=7 compass=n bypass=x")]
    [InlineData("authorization failed for user 7")]
    [InlineData("RequestId: 8f7e6d5c-1111-2222-3333-444455556666 Duration: 3000.00 ms")]
    [InlineData("at 1764000000000 order 4111111111111112 of account 123456789012")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:checkout")]
    [InlineData("Task timed out after 3.00 seconds\tMemory Size: 128 MB")]
    public void Redact_OrdinaryText_IsUnchanged(string text) => Sut.Redact(text).ShouldBe(text);

    [Theory]
    [InlineData("a\u001b[31mred\u001b[0m b", "ared b")]
    [InlineData("x\u202Egnp.exe\u2066y", "xgnp.exey")]
    [InlineData("bell\u0007 nul\0 tab\tline\n", "bell nul tab\tline\n")]
    [InlineData("title\u001b]0;pwned\u0007 end", "title end")]
    public void Redact_TerminalTricks_AreStripped(string text, string expected) => Sut.Redact(text).ShouldBe(expected);

    [Fact]
    public void Redact_KeyIdThatRunsIntoAnAddress_TakesBoth()
    {
        const string key = "AKIAIOSFODNN7EXAMPLE";
        var text = Sut.Redact($"{key}{key}{key}x1{key}a@b.co4111111111111111");

        text.ShouldNotContain("AKIA");
        Sut.Redact(text).ShouldBe(text);
    }

    [Fact]
    public void Redact_Twice_ChangesNothingMore()
    {
        string[] pieces =
        [
            "password=", "token: ", "Bearer ", "eyJhbGciOiJI.eyJzdWIiOiIx.xx", "a@b.co", "AKIAIOSFODNN7EXAMPLE", "\"", "'", "\\\"",
            " ", ";", ":", "=", "://", "u:p@", "Cookie: ", "\n", "4111111111111111", "secret", "basic ", "\u001b[", "m",
            "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "[redacted:", "]", "x1",
        ];
        Gen.Int[0, pieces.Length - 1].Array[0, 14].Sample(indexes =>
        {
            var text = string.Concat(indexes.Select(i => pieces[i]));
            var once = Sut.Redact(text);
            return Sut.Redact(once) == once;
        }, iter: 20_000);
    }

    /// <summary>The rules run only where a quick look says that they may find something.</summary>
    [Fact]
    public void Quick_look_misses_nothing_that_a_rule_takes_out()
    {
        string[] pieces =
        [
            "password", "PassWd", "_pass", " pw", "pwd", "passphrase", "secret", "secret_access", "SECRET-KEY", "api-key", "apikey", "access_key_id",
            "accessKeyId", "account key", "private_key", "credentials", "credential", "signature", "sig", "session-token", "id_token", "token",
            "Set-Cookie", "cookie", "authorization", "cpf", "phone_number", "phoneNo", "mobileNo", "phone", "mobile", "whatsapp", "tel", "tel_number", "secretKey", "SecretAccess", "Bearer abc", "basic YWxhZGRpbg==",
            "=", ":", " = ", "\": \"", "' : '", "\\\":\\\"", "abcdefgh", "12345678909", "+49 301 2345678", " ", "\t", "\n", ";", "&", "?", "_", "-",
            "eyJhbGciOiJI.eyJzdWIiOiIx.xx", "eyAiYWxnIjoi.eyJzdWIiOiIx.xx", "xyz8Q~0123456789abcdefghijkl", "BEARER abc", "AKIAIOSFODNN7EXAMPLE", "a@b.co", "https://u:p@h", "ghp_0123456789abcdefgh", "sk-abcdefghijklmnopqrstuvwx",
        ];
        Gen.Int[0, pieces.Length - 1].Array[1, 8].Select(indexes => string.Concat(indexes.Select(i => pieces[i]))).Sample(
            text =>
            {
                var names = new SecretNames(SecretRules.All).In(text);
                return SecretRules.All.Select((rule, place) => rule.Apply(text, (names & (1UL << place)) != 0) == rule.Replace(text)).All(same => same);
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("ligue +55 (11) 91234-5678 agora", "ligue [redacted:phone] agora")]
    [InlineData("call (212) 555-0123, or 212-555-0199.", "call [redacted:phone], or [redacted:phone].")]
    [InlineData("phone=02012345678 mobile: \"+44 20 7946 0958\"", "phone=[redacted:phone] mobile: \"[redacted:phone]\"")]
    [InlineData("sms to +4915112345678 sent", "sms to [redacted:phone] sent")]
    [InlineData("mobileNo: 9876543210 tel_number=9876543210", "mobileNo: [redacted:phone] tel_number=[redacted:phone]")]
    [InlineData("{\\\"tel\\\":\\\"9876543210\\\"} tel : 9876543210", "{\\\"tel\\\":\\\"[redacted:phone]\\\"} tel : [redacted:phone]")]
    [InlineData("cliente 529.982.247-25 aprovado", "cliente [redacted:cpf] aprovado")]
    [InlineData("{\"cpf\":\"52998224725\"}", "{\"cpf\":\"[redacted:cpf]\"}")]
    [InlineData("amex 378282246310005, visa 4111-1111-1111-1111", "amex [redacted:card], visa [redacted:card]")]
    public void Redact_PersonalNumbers(string text, string expected) => Sut.Redact(text).ShouldBe(expected);

    [Theory]
    [InlineData("529.982.247-24 is no CPF")]
    [InlineData("2022-08-22 01:02:03 +0200 took 1234567 ms")]
    [InlineData("10.0.12.255 - 192.168.100.200 v1.22.333-4444")]
    [InlineData("id 123e4567-e89b-12d3-a456-426614174000 seq 1764000000000")]
    [InlineData("range 100-200-3000 and +12 and (404) not-found and 1-800")]
    [InlineData("i-0123456789abcdef0 vol-0123456789 4111111111111112")]
    public void Redact_NumbersThatOnlyLookAlike_Stay(string text) => Sut.Redact(text).ShouldBe(text);

    [Fact]
    public void RedactUpTo_CutsNoSecretInTwo()
    {
        Sut.RedactUpTo("launch failed: password=hunter2hunter2 in the user data", 26).ShouldBe("launch failed: password=[r");
        Sut.RedactUpTo("key AKIAIOSFODNN7EXAMPLE", 14).ShouldNotContain("AKIA");
        Sut.RedactUpTo("a\ud83d\ude00b", 2).ShouldBe("a");
    }

    /// <summary>The bench prints the figures; here none may be worse.</summary>
    [Fact]
    public void Redact_LabelledSet_HasNoMissAndNoFalseAlarm() =>
        RedactionSet.Measure(Sut, each: 300).Where(figure => figure.Wrong > 0).ShouldBeEmpty();

    [Fact]
    public void Redact_OwnPattern_IsTakenOutUnderItsName()
    {
        var sut = new Redactor(own: [new RedactionPattern { Name = "customer_number", Pattern = "\\bKD-[0-9]{6}\\b" }]);

        sut.Redact("order of KD-123456 and KD-12").ShouldBe("order of [redacted:customer_number] and KD-12");
        Should.Throw<ArgumentException>(() => new RedactionPattern { Name = "x", Pattern = "(?<=a)b" }.Compile()).Message.ShouldContain("look-around");
    }

    [Theory]
    [InlineData("x*", false)]
    [InlineData("(a)?", false)]
    [InlineData("redacted", false)]
    [InlineData("[a-z]{4,}", false)]
    [InlineData("(?<=a)b", false)]
    [InlineData("(", false)]
    [InlineData("\\bKD-[0-9]{6}\\b", true)]
    public void Own_pattern_that_never_settles_is_refused(string pattern, bool isUsable) =>
        new RedactionPattern { Name = "customer_number", Pattern = pattern }.IsUsable().ShouldBe(isUsable);

    [Fact]
    public void Redact_HugeHostileText_IsBoundedAndQuick()
    {
        var hostile = string.Concat(Enumerable.Repeat("password=\"a@a.", 20_000));

        Sut.Redact(hostile).Length.ShouldBeLessThanOrEqualTo(2 * 64 * 1024);
    }
}
