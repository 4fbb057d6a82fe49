using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using CauseFlow.Dashboard.Api;
using CauseFlow.Dashboard.SignIn;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.Tests;

/// <summary>What is sent again because nobody knows what became of it carries the same key; what is meant anew carries another.</summary>
public sealed class AttemptsTests : IDisposable
{
    private static readonly CancellationToken Gone = TestContext.Current.CancellationToken;
    private readonly Wire _wire = new();

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_key_and_the_next_key_of_that_name_is_another()
    {
        var api = CreateSut();
        _wire.Answer = () => throw new HttpRequestException("The connection broke.");
        (await Should.ThrowAsync<ApiException>(() => api.CreateKeyAsync("night", ["member"], Gone))).Code.ShouldBe("unreachable");
        _wire.Answer = () => new HttpResponseMessage(HttpStatusCode.BadGateway);
        await Should.ThrowAsync<ApiException>(() => api.CreateKeyAsync("night", ["member"], Gone));

        _wire.Answer = Made;
        await api.CreateKeyAsync("night", ["member"], Gone);
        await api.CreateKeyAsync("night", ["member"], Gone);
        await api.CreateKeyAsync("day", ["member"], Gone);

        _wire.Keys.Count.ShouldBe(5);
        _wire.Keys[..3].Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
        _wire.Keys[2..].Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Two_at_the_same_moment_carry_one_key()
    {
        var api = CreateSut();
        var gate = new TaskCompletionSource();
        _wire.Gate = gate.Task;
        _wire.Answer = Made;

        var both = Task.WhenAll(api.CreateKeyAsync("night", ["member"], Gone), api.CreateKeyAsync("night", ["member"], Gone));
        gate.SetResult();
        await both;

        _wire.Keys.Count.ShouldBe(2);
        _wire.Keys.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_refusal_ends_the_attempt()
    {
        var api = CreateSut();
        _wire.Answer = () => new HttpResponseMessage(HttpStatusCode.BadRequest);
        await Should.ThrowAsync<ApiException>(() => api.CreateKeyAsync("night", ["member"], Gone));
        await Should.ThrowAsync<ApiException>(() => api.CreateKeyAsync("night", ["member"], Gone));

        _wire.Keys.Distinct().Count().ShouldBe(2);
    }

    private static HttpResponseMessage Made() => new(HttpStatusCode.Created)
    {
        Content = JsonContent.Create(new { id = "key_1", name = "night", roles = new[] { "member" }, createdAt = "2026-05-04T03:02:01Z" }),
    };

    private CauseFlowApi CreateSut() => new(_wire, new ApiAddress(Options.Create(new DashboardOptions())), new CallerCredential(new Nobody()),
        new PersonAddress(new HttpContextAccessor()));

    private sealed class Nobody : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal()));
    }

    private sealed class Wire : HttpMessageHandler, IHttpClientFactory
    {
        public List<string?> Keys { get; } = [];

        public Func<HttpResponseMessage> Answer { get; set; } = Made;

        public Task Gate { get; set; } = Task.CompletedTask;

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Keys.Add(request.Headers.TryGetValues("Idempotency-Key", out var values) ? values.Single() : null);
            await Gate;
            return Answer();
        }
    }
}
