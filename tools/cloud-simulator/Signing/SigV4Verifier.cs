using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.CloudSimulation.Sts;

namespace CauseFlow.CloudSimulation.Signing;

/// <summary>Authenticates requests by recomputing Signature Version 4 over the raw bytes.</summary>
internal sealed partial class SigV4Verifier(Scenario scenario, SessionStore sessions, TimeProvider clock)
{
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The caller, or the authentication fault that AWS would answer.</summary>
    public AwsCaller Verify(AwsRequest request, string signingName)
    {
        var header = AuthorizationHeader.Parse(request.Header("authorization"));
        var (secret, caller) = Identify(header, request.Header("x-amz-security-token"));
        var signedAt = CheckDate(request, header);
        CheckScope(header, signingName);
        CheckSignedHeaders(request, header);
        var claimedHash = request.Header("x-amz-content-sha256");
        if (claimedHash is not null && claimedHash != CanonicalRequest.Hash(request.Body))
        {
            throw Mismatch();
        }

        var expected = Sign(CanonicalRequest.Build(request, header.SignedHeaders), header, signedAt, secret);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(header.Signature))
            ? caller
            : throw Mismatch();
    }

    private (string Secret, AwsCaller Caller) Identify(AuthorizationHeader header, string? token)
    {
        var unknown = new AwsException(AwsFault.UnknownKey, "The security token included in the request is invalid.");
        var principal = scenario.Principal;
        if (header.AccessKeyId == principal.AccessKeyId)
        {
            return token is null
                ? (principal.SecretAccessKey,
                    new AwsCaller(principal.AccessKeyId, principal.Account, principal.Arn, header.Region, null))
                : throw unknown;
        }

        var session = sessions.Find(header.AccessKeyId);
        if (session is null || token != session.SessionToken || scenario.DisabledRegions.Contains(header.Region))
        {
            throw unknown;
        }

        if (clock.GetUtcNow() >= session.Expiration)
        {
            throw new AwsException(AwsFault.ExpiredToken, "The security token included in the request is expired");
        }

        return (session.SecretAccessKey,
            new AwsCaller(session.AccessKeyId, session.Account, session.Arn, header.Region, session));
    }

    private string CheckDate(AwsRequest request, AuthorizationHeader header)
    {
        var text = request.Header("x-amz-date") ?? "";
        if (!DateTimeOffset.TryParseExact(
            text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt))
        {
            throw new AwsException(
                AwsFault.IncompleteSignature,
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }

        if (!text.StartsWith(header.Date, StringComparison.Ordinal))
        {
            throw new AwsException(
                AwsFault.SignatureMismatch,
                $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + $"'{header.Date}' != '{text[..8]}', from '{text}'.");
        }

        var now = clock.GetUtcNow();
        if (signedAt < now - MaxClockSkew)
        {
            throw new AwsException(
                AwsFault.SignatureMismatch,
                $"Signature expired: {text} is now earlier than {Stamp(now - MaxClockSkew)} ({Stamp(now)} - 5 min.)");
        }

        return signedAt <= now + MaxClockSkew
            ? text
            : throw new AwsException(
                AwsFault.SignatureMismatch,
                $"Signature not yet current: {text} is still later than {Stamp(now + MaxClockSkew)} "
                + $"({Stamp(now)} + 5 min.)");
    }

    private static void CheckScope(AuthorizationHeader header, string signingName)
    {
        if (header.Service != signingName)
        {
            throw new AwsException(
                AwsFault.SignatureMismatch, $"Credential should be scoped to correct service: '{signingName}'. ");
        }

        if (!RegionName().IsMatch(header.Region))
        {
            throw new AwsException(AwsFault.SignatureMismatch, "Credential should be scoped to a valid region. ");
        }
    }

    /// <summary>The host and every x-amz- header must be under the signature, else they could be swapped.</summary>
    private static void CheckSignedHeaders(AwsRequest request, AuthorizationHeader header)
    {
        var missing = request.Headers.Keys
            .Where(name => name == "host" || name.StartsWith("x-amz-", StringComparison.Ordinal))
            .Where(name => !header.SignedHeaders.Contains(name))
            .ToList();
        if (missing.Count > 0)
        {
            throw new AwsException(
                AwsFault.SignatureMismatch,
                $"'{string.Join("', '", missing)}' must be a 'SignedHeader' in the AWS Authorization.");
        }
    }

    private static string Sign(string canonicalRequest, AuthorizationHeader header, string signedAt, string secret)
    {
        var stringToSign = string.Join(
            '\n', "AWS4-HMAC-SHA256", signedAt, header.Scope,
            CanonicalRequest.Hash(Encoding.UTF8.GetBytes(canonicalRequest)));
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in header.Scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign)));
    }

    private static string Stamp(DateTimeOffset time) => time.ToString(DateFormat, CultureInfo.InvariantCulture);

    private static AwsException Mismatch() => new(
        AwsFault.SignatureMismatch,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        + "Key and signing method. Consult the service documentation for details.");

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]+$")]
    private static partial Regex RegionName();
}
