using System.Globalization;
using System.Text;
using CauseFlow.Collection.Redaction;

namespace CauseFlow.Collection.Tests;

/// <summary>
/// Log lines with a label: what of them must go, or nothing. Made from a seed: secrets and personal data of the kinds that services
/// log, each in the ways in which they are written, and lines that only look alike.
/// </summary>
public static class RedactionSet
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Base64 = Alphanumeric + "+/";

    private static readonly string[] Sentences =
        ["user {0} logged in", "sent to {0}, status 200", "{{\"value\":\"{0}\",\"n\":1}}", "GET /v1/x?q={0} 200 12ms", "[{0}] accepted", "x={0}; y=2", "could not use {0}: refused"];

    private static readonly string[] Names = ["password", "db_password", "PGPASSWORD", "client_secret", "api_key", "X-Api-Key", "access_token", "secretKey", "AccountKey"];

    private static readonly string[] Telephones = ["phone", "phone_number", "phoneNo", "mobile", "mobileNumber", "tel", "celular", "whatsapp"];

    private static readonly string[] NamedForms = ["{0}={1}", "{0}: {1}", "\"{0}\":\"{1}\"", "{0} = \"{1}\"", "{{\\\"{0}\\\":\\\"{1}\\\"}}", "--{0}={1} --next"];

    /// <param name="Kind">What it is.</param>
    /// <param name="Text">The line.</param>
    /// <param name="Secret">What must be gone; null where all must stay.</param>
    public sealed record Labelled(string Kind, string Text, string? Secret);

    /// <param name="Kind">What was looked for.</param>
    /// <param name="Lines">How many there were.</param>
    /// <param name="Wrong">Secrets that stayed, or ordinary lines that were changed.</param>
    public sealed record Figure(string Kind, int Lines, int Wrong);

    /// <summary>Misses of each kind, and false alarms of each kind of ordinary line.</summary>
    public static IReadOnlyList<Figure> Measure(Redactor redactor, int each, int seed = 17)
    {
        ArgumentNullException.ThrowIfNull(redactor);
        return
        [
            .. Make(each, seed).GroupBy(line => line.Kind).Select(kind => new Figure(
                kind.Key, kind.Count(),
                kind.Count(line => line.Secret is null
                    ? redactor.Redact(line.Text) != line.Text
                    : redactor.Redact(line.Text).Contains(line.Secret, StringComparison.Ordinal)))),
        ];
    }

    public static IEnumerable<Labelled> Make(int each, int seed)
    {
        var random = new Random(seed);
        string Of(string alphabet, int length) => new([.. Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)])]);
        string Digits(int length) => Of("0123456789", length);
        Labelled Said(string kind, string secret) =>
            new(kind, string.Format(CultureInfo.InvariantCulture, Sentences[random.Next(Sentences.Length)], secret), secret);
        for (var i = 0; i < each; i++)
        {
            yield return Said("e-mail", $"{Of("abcdefgh", 5)}.{Of("xyz", 3)}{(i % 3 == 0 ? "+tag" : "")}@{Of("mnop", 6)}.{(i % 2 == 0 ? "com" : "co.uk")}");
            yield return Said("card", Grouped(Luhn((i % 4) switch { 0 => "4" + Digits(14), 1 => "51" + Digits(13), 2 => "37" + Digits(12), _ => "6011" + Digits(11) }), i));
            yield return Said("phone", (i % 4) switch
            {
                0 => $"+49 {random.Next(30, 99)} {Digits(7)}",
                1 => $"+1-{random.Next(212, 989)}-{random.Next(200, 999)}-{Digits(4)}",
                2 => $"({random.Next(11, 99)}) 9{Digits(4)}-{Digits(4)}",
                _ => $"+55119{Digits(8)}",
            });
            yield return Named(random, "named phone", Telephones[random.Next(Telephones.Length)], "9" + Digits(9));
            yield return Said("cpf", Cpf(Digits(9)));
            var bearer = Of(Alphanumeric, 40);
            yield return new Labelled("bearer", (i % 2 == 0 ? "Authorization: Bearer " : "retry with bearer ") + bearer, bearer);
            yield return Said("jwt", $"{Encoded("{\"alg\":\"RS256\",\"kid\":\"" + Digits(4) + "\"}")}.{Encoded("{\"sub\":\"" + Digits(9) + "\"}")}.{Of(Alphanumeric, 60)}");
            yield return Said("aws key id", (i % 2 == 0 ? "AKIA" : "ASIA") + Of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
            yield return Named(random, "aws secret key", "aws_secret_access_key", Of(Base64, 40));
            yield return Named(random, "named secret", Names[random.Next(Names.Length)], Of(Alphanumeric + "#$%^*!", 12 + random.Next(20)));
            yield return PrivateKey(Of(Base64, 64), i);
            var password = Of(Alphanumeric, 14);
            yield return new Labelled("connection string", (i % 3) switch
            {
                0 => $"Server=tcp:db.example.net,1433;User ID=app;Password={password};Encrypt=True",
                1 => $"postgresql://app:{password}@db.internal:5432/shop?sslmode=require",
                _ => $"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={password}==;EndpointSuffix=core.windows.net",
            }, password);
            var session = Of(Alphanumeric, 32);
            yield return new Labelled("cookie", (i % 2 == 0 ? "Set-Cookie: sid=" : "cookie: a=1; sid=") + session + "; Path=/; HttpOnly", session);
            foreach (var ordinary in Ordinary(random, Digits, Of))
            {
                yield return ordinary;
            }
        }
    }

    private static IEnumerable<Labelled> Ordinary(Random random, Func<int, string> digits, Func<string, int, string> of)
    {
        yield return new("ordinary: times and durations", $"2026-11-{random.Next(10, 29)}T10:{random.Next(10, 59)}:07.{digits(3)}Z took {digits(5)}.{digits(3)} ms, epoch 17{digits(11)} +0200", null);
        yield return new("ordinary: ids", $"RequestId: {new Guid(Convert.FromHexString(of("0123456789abcdef", 32)))} order 1{digits(9)} i-0{of("0123456789abcdef", 16)} sha256:{of("0123456789abcdef", 64)}", null);
        yield return new("ordinary: resources", $"arn:aws:lambda:us-east-1:{digits(12)}:function:checkout-{digits(3)} /subscriptions/{new Guid(Convert.FromHexString(of("0123456789abcdef", 32)))}/resourceGroups/rg1", null);
        yield return new("ordinary: addresses and versions", $"10.{random.Next(255)}.{random.Next(255)}.{random.Next(255)}:8080 nginx/1.25.{random.Next(9)} fe80::{digits(2)}:1 v{digits(1)}.{digits(2)}.{digits(3)}", null);
        yield return new("ordinary: words", $"token bucket empty, key rotation due, passed={digits(2)} compass=n, secret not found, authorization failed for tenant {digits(3)}", null);
        yield return new("ordinary: amounts and counters", $"total {digits(3)}.{digits(2)} EUR, 9{digits(15)} bytes, offset 1{digits(17)}, pool 10-20-{digits(3)}", null);
        yield return new("ordinary: code", $"at Shop.Orders.Api.Post(HttpContext context) in /src/Api.cs:line {digits(2)} key={of("abc", 4)} sort:asc", null);
    }

    private static Labelled Named(Random random, string kind, string name, string secret) => new(
        kind, string.Format(CultureInfo.InvariantCulture, NamedForms[random.Next(NamedForms.Length)], name, secret), secret);

    private static Labelled PrivateKey(string body, int i) => new(
        "private key", $"-----BEGIN {(i % 3) switch { 0 => "RSA ", 1 => "EC ", _ => "" }}PRIVATE KEY-----{(i % 2 == 0 ? "\n" : "\\n")}{body}", body);

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Luhn(string digits)
    {
        var sum = digits.Reverse().Select((c, i) => (c - '0') * (i % 2 == 0 ? 2 : 1)).Sum(value => value > 9 ? value - 9 : value);
        return digits + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }

    private static string Grouped(string card, int i) => i % 3 == 0 || card.Length != 16 ? card
        : string.Join(i % 3 == 1 ? ' ' : '-', card.Chunk(4).Select(part => new string(part)));

    private static string Cpf(string digits)
    {
        for (var round = 0; round < 2; round++)
        {
            var sum = digits.Select((c, i) => (c - '0') * (digits.Length + 1 - i)).Sum();
            digits += (sum * 10 % 11 % 10).ToString(CultureInfo.InvariantCulture);
        }

        return $"{digits[..3]}.{digits[3..6]}.{digits[6..9]}-{digits[9..]}";
    }
}
