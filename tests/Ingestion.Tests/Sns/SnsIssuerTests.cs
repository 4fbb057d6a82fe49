using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.Ingestion.Sns;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>Signing certificates as AWS serves them: the leaf alone, which names where its issuer is.</summary>
public sealed class SnsIssuerTests : IDisposable
{
    private const string Address = $"https://{SnsSigner.Host}/issuers/m01.cer";
    private readonly SnsFixture _sns = new();
    private readonly RSA _intermediateKey = RSA.Create(2048);

    private static Dictionary<string, string> Valid => SnsSigner.Notification(SnsFixture.Now);

    [Fact]
    public async Task A_leaf_alone_is_completed_by_the_issuer_that_it_names_once()
    {
        using var intermediate = _sns.Ca.IssueIntermediate(_intermediateKey);
        ServeLeaf(intermediate, Address);
        Publish(intermediate.RawData);

        await _sns.VerifyAsync(Valid);
        await _sns.VerifyAsync(Valid);

        _sns.Http.Calls.Count(uri => uri == new Uri(Address)).ShouldBe(1);
    }

    [Fact]
    public async Task An_issuer_in_pem_is_read_too()
    {
        using var intermediate = _sns.Ca.IssueIntermediate(_intermediateKey);
        ServeLeaf(intermediate, Address);
        Publish(System.Text.Encoding.ASCII.GetBytes(intermediate.ExportCertificatePem()));

        await _sns.VerifyAsync(Valid);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task An_issuer_that_cannot_be_had_now_makes_sns_deliver_again(int status)
    {
        using var intermediate = _sns.Ca.IssueIntermediate(_intermediateKey);
        ServeLeaf(intermediate, Address);
        _sns.Http.Issuer = _ => Task.FromResult(new SnsFetch((HttpStatusCode)status, []));

        await _sns.RefusedAsync("certificate_unreachable", Valid, 503);
        _sns.Time.Advance(TimeSpan.FromSeconds(31));
        Publish(intermediate.RawData);
        await _sns.VerifyAsync(SnsSigner.Notification(_sns.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_page_in_place_of_the_issuer_makes_sns_deliver_again()
    {
        using var intermediate = _sns.Ca.IssueIntermediate(_intermediateKey);
        ServeLeaf(intermediate, Address);
        Publish("<html>proxy</html>"u8.ToArray());

        await _sns.RefusedAsync("certificate_unreachable", Valid, 503);
    }

    [Fact]
    public async Task A_chain_that_is_whole_and_ends_in_a_foreign_root_is_refused()
    {
        using var other = new TestCa("Foreign Root");
        using var intermediate = other.IssueIntermediate(_intermediateKey);
        ServeLeaf(intermediate, Address);
        Publish(intermediate.RawData);

        await _sns.RefusedAsync("untrusted_certificate", Valid);
    }

    [Fact]
    public async Task An_issuer_that_did_not_sign_the_leaf_completes_nothing()
    {
        using var intermediate = _sns.Ca.IssueIntermediate(_intermediateKey);
        using var otherKey = RSA.Create(2048);
        using var unrelated = _sns.Ca.IssueIntermediate(otherKey);
        ServeLeaf(unrelated, Address);
        Publish(intermediate.RawData);

        await _sns.RefusedAsync("untrusted_certificate", Valid);
    }

    [Fact]
    public async Task A_chain_without_end_is_given_up()
    {
        using var other = new TestCa("Foreign Root");
        using var intermediate = other.IssueIntermediate(_intermediateKey, Address);
        ServeLeaf(intermediate, Address);
        Publish(intermediate.RawData);

        await _sns.RefusedAsync("untrusted_certificate", Valid);
        _sns.Http.Calls.Count.ShouldBeLessThan(6);
    }

    [Fact]
    public async Task An_intermediate_of_the_operator_needs_no_fetch()
    {
        using var intermediate = _sns.Ca.IssueIntermediate(_intermediateKey);
        var file = Path.Combine(Path.GetTempPath(), $"causeflow-intermediate-{Guid.NewGuid():n}.pem");
        await File.WriteAllTextAsync(file, intermediate.ExportCertificatePem());
        try
        {
            _sns.Options.Intermediates.Add(file);
            var trust = new SnsTrust(_sns.Wrapped);
            var cache = new SnsCertificateCache(
                _sns.Http, new SnsIssuers(_sns.Http, trust, _sns.Wrapped, _sns.Time), trust, _sns.Wrapped, _sns.Time);
            ServeLeaf(intermediate, Address);

            await new SnsVerifier(cache, _sns.Wrapped, _sns.Time).VerifyAsync(_sns.Signer.Sign(Valid), CancellationToken.None);
            _sns.Http.Calls.ShouldNotContain(new Uri(Address));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("http://crt.r2m01.amazontrust.com/r2m01.cer", true)]
    [InlineData("https://crt.r2m01.amazontrust.com/r2m01.cer", true)]
    [InlineData(Address, true)]
    [InlineData($"http://{SnsSigner.Host}/issuers/m01.cer", false)]
    [InlineData($"https://{SnsSigner.Host}:8443/issuers/m01.cer", false)]
    [InlineData("http://crt.r2m01.amazontrust.com:8080/r2m01.cer", false)]
    [InlineData("http://amazontrust.com.evil.example/r2m01.cer", false)]
    [InlineData("http://evilamazontrust.com/r2m01.cer", false)]
    [InlineData("http://user@crt.amazontrust.com/r2m01.cer", false)]
    [InlineData("http://crt.amazontrust.com/../r2m01.cer", false)]
    [InlineData("http://crt.amazontrust.com/r2m01.cer?x=1", false)]
    [InlineData("http://169.254.169.254/latest/meta-data", false)]
    [InlineData("ldap://crt.amazontrust.com/cn", false)]
    [InlineData("file:///etc/passwd", false)]
    public async Task Only_addresses_of_amazons_authority_and_of_the_operator_are_fetched(string address, bool isFetched)
    {
        using var intermediate = _sns.Ca.IssueIntermediate(_intermediateKey);
        ServeLeaf(intermediate, address);
        Publish(intermediate.RawData);

        if (isFetched)
        {
            await _sns.VerifyAsync(Valid);
        }
        else
        {
            await _sns.RefusedAsync("untrusted_certificate", Valid);
            _sns.Http.Calls.Count.ShouldBe(1);
        }
    }

    public void Dispose()
    {
        _intermediateKey.Dispose();
        _sns.Dispose();
    }

    private void ServeLeaf(X509Certificate2 intermediate, string? address)
    {
        using var leaf = TestCa.IssueUnder(intermediate, _sns.Key, address);
        _sns.Serve(leaf.ExportCertificatePem());
    }

    private void Publish(byte[] certificate) =>
        _sns.Http.Issuer = _ => Task.FromResult(new SnsFetch(HttpStatusCode.OK, certificate));
}
