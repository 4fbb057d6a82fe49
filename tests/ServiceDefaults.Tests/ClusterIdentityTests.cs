using System.Net;
using System.Security.Cryptography;
using System.Text;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.ServiceDefaults.Tests;

/// <summary>In a cluster a service is known by the token of its service account.</summary>
public sealed class ClusterIdentityTests : IDisposable
{
    private readonly FakeCluster _cluster = new();

    [Fact]
    public async Task A_pod_is_the_service_of_its_account()
    {
        await using var host = await StartAsync();

        var answer = await TestHost.GetAsync(host.Internal, "/internal/who", _cluster.Token());

        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"service":"caller"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tokens_that_are_not_exactly_right_are_refused()
    {
        await using var host = await StartAsync();
        using var other = new FakeCluster();
        var good = _cluster.Token();
        var tokens = new Dictionary<string, string>
        {
            ["another issuer"] = _cluster.Token(issuer: "https://kubernetes.default.svc"),
            ["another audience"] = _cluster.Token(audience: "causeflow-credential-broker"),
            ["the service's bare name"] = _cluster.Token(audience: "shop"),
            ["the cluster's own audience"] = _cluster.Token(audience: FakeCluster.Issuer),
            ["no audience"] = _cluster.Token(audience: null),
            ["another namespace"] = _cluster.Token("system:serviceaccount:default:caller"),
            ["a namespace that begins alike"] = _cluster.Token("system:serviceaccount:causeflow2:caller"),
            ["a user"] = _cluster.Token("system:node:caller"),
            ["a bare name"] = _cluster.Token("caller"),
            ["an account that is a path"] = _cluster.Token("system:serviceaccount:causeflow:../caller"),
            ["no account"] = _cluster.Token("system:serviceaccount:causeflow:"),
            ["expired"] = _cluster.Token(begins: TimeSpan.FromMinutes(-11)),
            ["not yet valid"] = _cluster.Token(begins: TimeSpan.FromMinutes(1)),
            ["without an end"] = _cluster.Token(lifetime: Timeout.InfiniteTimeSpan),
            ["another cluster's key of the same id"] = other.Token(),
            ["a key that is not published"] = _cluster.Token(key: FakeCluster.NewKey("key-2")),
            ["RS512"] = _cluster.Token(algorithm: SecurityAlgorithms.RsaSha512),
            ["alg none"] = $"{Base64UrlEncoder.Encode("""{"alg":"none","kid":"key-1"}""")}.{good.Split('.')[1]}.",
            ["HS256 with the public key"] = SignedWithPublicKey(good),
            ["no token"] = "eyJhbGciOiJub25lIn0",
        };

        foreach (var (what, token) in tokens)
        {
            (await StatusAsync(host, token)).ShouldBe(HttpStatusCode.Unauthorized, what);
        }

        (await StatusAsync(host, good)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_account_that_may_not_call_is_known_and_forbidden()
    {
        await using var host = await StartAsync();

        (await StatusAsync(host, _cluster.Token("system:serviceaccount:causeflow:stranger"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Such_a_token_is_no_identity_of_a_person_whatever_it_says()
    {
        await using var host = await StartAsync();
        var token = _cluster.Token("system:serviceaccount:causeflow:gateway");

        (await TestHost.GetAsync(host.Api, "/v1/me", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await TestHost.GetAsync(host.Api, "/v1/admin", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_an_issuer_no_such_token_is_taken()
    {
        await using var host = await TestHost.StartAsync(null, ("Identity:Kubernetes:Issuer", ""));

        (await StatusAsync(host, _cluster.Token())).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(host, _cluster.Token(issuer: ""))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_of_services_and_what_the_gateway_forwards_count_beside_it()
    {
        await using var host = await StartAsync();
        host.Keys.Ensure("caller");

        (await StatusAsync(host, host.Tokens.ForService("caller", "shop"))).ShouldBe(HttpStatusCode.OK);
        (await TestHost.GetAsync(host.Api, "/v1/me", host.Tokens.ForCaller("gateway", "shop", TestHost.Caller("member"))))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task In_a_cluster_only_the_gateway_needs_a_key()
    {
        await using var host = await StartAsync();

        Directory.GetFiles(host.KeyFolder, "*.key.pem").Select(Path.GetFileName).ShouldBe(["gateway.key.pem"]);
    }

    [Fact]
    public async Task A_key_that_the_cluster_adds_is_found_by_its_first_token_and_an_old_one_is_forgotten()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _cluster.Time = time;
        await using var host = await StartAsync(services => services.AddSingleton<TimeProvider>(time));
        (await StatusAsync(host, _cluster.Token())).ShouldBe(HttpStatusCode.OK);
        var (second, third) = (FakeCluster.NewKey("key-2"), FakeCluster.NewKey("key-3"));

        time.Advance(TimeSpan.FromSeconds(11));
        _cluster.Publish(second);
        (await StatusAsync(host, _cluster.Token(key: second))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(host, _cluster.Token())).ShouldBe(HttpStatusCode.Unauthorized);

        _cluster.Publish(third);
        (await StatusAsync(host, _cluster.Token(key: third))).ShouldBe(HttpStatusCode.Unauthorized, "nobody makes us read more often than every 10 s");
        time.Advance(TimeSpan.FromSeconds(11));
        (await StatusAsync(host, _cluster.Token(key: third))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Known_keys_stay_when_the_set_cannot_be_read_any_more()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _cluster.Time = time;
        await using var host = await StartAsync(services => services.AddSingleton<TimeProvider>(time));
        (await StatusAsync(host, _cluster.Token())).ShouldBe(HttpStatusCode.OK);

        File.WriteAllText(_cluster.KeySetFile, "{");
        time.Advance(TimeSpan.FromMinutes(6));

        (await StatusAsync(host, _cluster.Token())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_set_that_was_never_read_refuses_nobody_for_good()
    {
        File.WriteAllText(_cluster.KeySetFile, "{");
        await using var host = await StartAsync();
        (await StatusAsync(host, _cluster.Token())).ShouldBe(HttpStatusCode.InternalServerError, "the caller tries again");
        host.Keys.Ensure("caller");
        (await StatusAsync(host, host.Tokens.ForService("caller", "shop"))).ShouldBe(HttpStatusCode.OK);

        _cluster.Publish(_cluster.Key);

        (await StatusAsync(host, _cluster.Token())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_may_be_asked_of_an_api_server_with_a_token()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.MapGet("/openid/v1/jwks", (HttpRequest request) =>
            request.Headers.Authorization == "Bearer for-the-api" ? Results.Text(FakeCluster.KeySet(_cluster.Key)) : Results.Unauthorized());
        await server.StartAsync();
        _cluster.Project("api", "for-the-api");
        await using var host = await TestHost.StartAsync(null,
            ("Identity:Kubernetes:Issuer", FakeCluster.Issuer), ("Identity:Kubernetes:Namespace", "causeflow"),
            ("Identity:Kubernetes:KeySetAddress", $"{server.Urls.Single()}/openid/v1/jwks"),
            ("Identity:Kubernetes:KeySetTokenFile", Path.Combine(_cluster.TokenFolder, "api")));

        (await StatusAsync(host, _cluster.Token())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_caller_shows_the_token_that_the_kubelet_projects_and_each_new_one_at_once()
    {
        await using var host = await StartAsync(
            services => services.AddServiceHttpClient<ServiceCallTests.WhoClient>("caller", "shop"),
            ("Identity:ProjectedTokenFolder", _cluster.TokenFolder));
        var client = host.Services.GetRequiredKeyedService<ServiceCallTests.WhoClient>("caller");

        _cluster.Project("shop", _cluster.Token());
        (await client.AskAsync()).ShouldBe("caller");
        _cluster.Project("shop", _cluster.Token("system:serviceaccount:causeflow:helper"));
        (await client.AskAsync()).ShouldBe("helper");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_caller_without_a_token_says_where_it_should_be(string? token)
    {
        if (token is not null)
        {
            _cluster.Project("shop", token);
        }

        var tokens = new ProjectedTokens(Options.Create(new IdentityOptions { ProjectedTokenFolder = _cluster.TokenFolder }));

        (await Should.ThrowAsync<HttpRequestException>(tokens.ReadAsync("shop", default))).Message
            .ShouldContain(Path.Combine(_cluster.TokenFolder, "shop"));
    }

    [Theory]
    [InlineData("Namespace", null, "Namespace is missing")]
    [InlineData("KeySetFile", null, "either KeySetFile or KeySetAddress")]
    [InlineData("KeySetAddress", "https://a.example/jwks", "either KeySetFile or KeySetAddress")]
    [InlineData("KeySetCacheSeconds", "1", "KeySetCacheSeconds")]
    public async Task Half_a_trust_stops_the_start(string setting, string? value, string message)
    {
        var settings = _cluster.Settings.ToDictionary(entry => entry.Item1, entry => entry.Item2);
        settings[$"Identity:Kubernetes:{setting}"] = value ?? "";

        (await Should.ThrowAsync<OptionsValidationException>(
            TestHost.StartAsync(null, [.. settings.Select(entry => (entry.Key, entry.Value))]))).Message.ShouldContain(message);
    }

    [Fact]
    public async Task An_address_without_tls_stops_the_start() => (await Should.ThrowAsync<OptionsValidationException>(
        TestHost.StartAsync(null, ("Identity:Kubernetes:Issuer", FakeCluster.Issuer), ("Identity:Kubernetes:Namespace", "causeflow"),
            ("Identity:Kubernetes:KeySetAddress", "http://kubernetes.default.svc/openid/v1/jwks")))).Message.ShouldContain("no https address");

    [Fact]
    public async Task A_public_key_in_a_mounted_map_is_read_again_when_the_map_changes()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // As the kubelet does it: the file is a link into "..data", and that is the link which is replaced.
        await using var host = await TestHost.StartAsync();
        var (mount, keys) = (Directory.CreateDirectory(Path.Combine(_cluster.TokenFolder, "mount")).FullName, host.Keys);
        string Version(string name, string service)
        {
            var folder = Directory.CreateDirectory(Path.Combine(mount, name)).FullName;
            File.Copy(Path.Combine(host.KeyFolder, $"{service}.pub.pem"), Path.Combine(folder, "gateway.pub.pem"));
            File.SetLastWriteTimeUtc(Path.Combine(folder, "gateway.pub.pem"), DateTime.UnixEpoch.AddDays(name.Length));
            return name;
        }

        Directory.CreateSymbolicLink(Path.Combine(mount, "..data"), Version("..1", "gateway"));
        File.CreateSymbolicLink(Path.Combine(mount, "gateway.pub.pem"), Path.Combine("..data", "gateway.pub.pem"));
        var trusted = new ServiceKeys(Options.Create(new IdentityOptions { TrustedKeyFolder = mount }));
        var first = trusted.TrustedKey("gateway")!;

        File.Delete(Path.Combine(mount, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(mount, "..data"), Version("..22", "caller"));

        var second = trusted.TrustedKey("gateway")!;
        second.ECDsa.ExportSubjectPublicKeyInfo().ShouldBe(keys.TrustedKey("caller")!.ECDsa.ExportSubjectPublicKeyInfo());
        second.ECDsa.ExportSubjectPublicKeyInfo().ShouldNotBe(first.ECDsa.ExportSubjectPublicKeyInfo());
    }

    public void Dispose() => _cluster.Dispose();

    private Task<TestHost> StartAsync(Action<IServiceCollection>? configure = null, params (string, string)[] more) =>
        TestHost.StartAsync(configure, [.. _cluster.Settings, .. more]);

    private static async Task<HttpStatusCode> StatusAsync(TestHost host, string token) =>
        (await TestHost.GetAsync(host.Internal, "/internal/who", token)).StatusCode;

    private string SignedWithPublicKey(string token)
    {
        var content = $"{Base64UrlEncoder.Encode("""{"alg":"HS256","kid":"key-1"}""")}.{token.Split('.')[1]}";
        var pem = Encoding.ASCII.GetBytes(_cluster.Key.Rsa.ExportSubjectPublicKeyInfoPem());
        return $"{content}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(pem, Encoding.ASCII.GetBytes(content)))}";
    }
}
