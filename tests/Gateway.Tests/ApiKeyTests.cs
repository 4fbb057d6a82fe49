using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Gateway.Tests;

public sealed class ApiKeyTests
{
    [Fact]
    public async Task First_start_makes_one_key_and_tells_it_once()
    {
        await using var gateway = await TestGateway.StartAsync();

        (await File.ReadAllTextAsync(gateway.FirstKeyFile)).ShouldBe(gateway.AdminKey);
        gateway.AdminKey.ShouldMatch("^cflo_[0-9a-f]{64}$");
        gateway.Services.GetRequiredService<FirstKey>().Take().ShouldBeNull();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(gateway.FirstKeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await gateway.RestartAsync();

        gateway.Services.GetRequiredService<FirstKey>().Take().ShouldBeNull();
        await using var db = await gateway.Database();
        (await db.ApiKeys.CountAsync()).ShouldBe(1);
        (await db.Tenants.SingleAsync()).Name.ShouldBe("default");
    }

    [Fact]
    public async Task Key_is_shown_once_stored_as_hash_audited_and_dead_after_it_was_revoked()
    {
        await using var gateway = await TestGateway.StartAsync();

        var created = await CreateAsync(gateway, gateway.AdminKey, new { name = "pipeline", roles = new[] { "member" } });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var row = await created.Content.ReadFromJsonAsync<JsonElement>();
        var (id, key) = (row.GetProperty("id").GetString()!, row.GetProperty("key").GetString()!);
        (await gateway.SendAsync("GET", "/v1/incidents", key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var list = await (await gateway.SendAsync("GET", "/v1/api-keys", gateway.AdminKey)).Content.ReadAsStringAsync();
        list.ShouldContain(id);
        list.ShouldNotContain(key);
        await using (var db = await gateway.Database())
        {
            var stored = JsonSerializer.Serialize(await db.ApiKeys.AsNoTracking().ToListAsync());
            stored.ShouldNotContain(key);
            stored.ShouldNotContain(key["cflo_".Length..]);
        }

        (await gateway.SendAsync("DELETE", $"/v1/api-keys/{id}", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await gateway.SendAsync("GET", "/v1/incidents", key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.SendAsync("DELETE", $"/v1/api-keys/{id}", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        gateway.Broker.Audit.Select(entry => (entry.Action, entry.Subject, entry.TenantId)).ShouldBe(
            [("api_key.created", id, gateway.TenantId), ("api_key.revoked", id, gateway.TenantId)]);
    }

    [Fact]
    public async Task Nothing_changes_when_the_audit_cannot_be_written()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Broker.RefuseAudit = true;

        var created = await CreateAsync(gateway, gateway.AdminKey, new { name = "x", roles = new[] { "member" } });
        var tenant = await gateway.SendAsync("POST", "/v1/tenants", gateway.AdminKey, JsonContent.Create(new { name = "y" }));

        created.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await created.Content.ReadAsStringAsync()).ShouldContain("audit_unavailable");
        tenant.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await using var db = await gateway.Database();
        (await db.ApiKeys.CountAsync()).ShouldBe(1);
        (await db.Tenants.CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":"","roles":["member"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":"x","roles":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":"x","roles":["root"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":"x","roles":["operator"]}""", HttpStatusCode.Forbidden)]
    public async Task Key_that_may_not_be_made_is_refused(string body, HttpStatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        var admin = await gateway.AddKeyAsync("admin");

        var answer = await CreateAsync(gateway, admin, JsonSerializer.Deserialize<JsonElement>(body));

        answer.StatusCode.ShouldBe(expected);
        gateway.Broker.Audit.ShouldBeEmpty();
    }

    [Fact]
    public async Task Last_use_is_written_at_most_once_a_minute()
    {
        await using var gateway = await TestGateway.StartAsync();
        var key = await gateway.AddKeyAsync("member");
        async Task<DateTimeOffset?> UseAsync()
        {
            await gateway.SendAsync("GET", "/v1/incidents", key);
            await using var db = await gateway.Database();
            return (await db.ApiKeys.AsNoTracking().SingleAsync(row => row.Roles == "member")).LastUsedAt;
        }

        var first = await UseAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(59));
        var second = await UseAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        var third = await UseAsync();

        first.ShouldNotBeNull();
        second.ShouldBe(first);
        third.ShouldBe(first + TimeSpan.FromSeconds(61));
    }

    [Fact]
    public async Task Key_of_another_tenant_is_not_found()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var db = await gateway.Database();
        var foreign = ApiKeys.ApiKeyEndpoints.NewRow(
            "ten_other", "foreign", ["member"], ApiKeys.ApiKeySecret.Create(), gateway.Time);
        db.Add(foreign);
        await db.SaveChangesAsync();

        var answer = await gateway.SendAsync("DELETE", $"/v1/api-keys/{foreign.Id}", gateway.AdminKey);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await gateway.SendAsync("GET", "/v1/api-keys", gateway.AdminKey)).Content.ReadAsStringAsync())
            .ShouldNotContain(foreign.Id);
    }

    [Fact]
    public async Task Tenant_names_are_unique()
    {
        await using var gateway = await TestGateway.StartAsync();
        Task<HttpResponseMessage> CreateAsync() =>
            gateway.SendAsync("POST", "/v1/tenants", gateway.AdminKey, JsonContent.Create(new { name = "acme" }));

        (await CreateAsync()).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await CreateAsync()).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Lists_come_in_pages_that_inserts_do_not_shift()
    {
        await using var gateway = await TestGateway.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(i % 2));
            var row = await CreateAsync(gateway, gateway.AdminKey, new { name = $"key {i}", roles = new[] { "member" } });
            ids.Add((await row.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        }

        var first = await PageAsync(gateway, "/v1/api-keys?limit=3");
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await gateway.SendAsync("POST", "/v1/tenants", gateway.AdminKey, JsonContent.Create(new { name = "late" }));
        var second = await PageAsync(gateway, $"/v1/api-keys?limit=3&cursor={first.Cursor}");

        string[] seen = [.. first.Ids, .. second.Ids];
        seen.ShouldBeUnique();
        ids.Except(seen).ShouldBeEmpty();
        (first.Ids.Count, second.Ids.Count, second.Cursor).ShouldBe((3, 2, null));
        var tenants = await PageAsync(gateway, "/v1/tenants?limit=1");
        (await PageAsync(gateway, $"/v1/tenants?limit=1&cursor={tenants.Cursor}")).Cursor.ShouldBeNull();
        foreach (var bad in new[] { "x", "!!", "AAAA", new string('A', 300) })
        {
            (await gateway.SendAsync("GET", $"/v1/tenants?cursor={bad}", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await gateway.SendAsync("GET", $"/v1/api-keys?cursor={bad}", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Repeated_POST_makes_one_key_and_shows_it_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        Task<HttpResponseMessage> PostAsync(string name, string idempotency) => gateway.SendAsync(
            "POST", "/v1/api-keys", gateway.AdminKey, JsonContent.Create(new { name, roles = new[] { "member" } }),
            ("Idempotency-Key", idempotency));

        var first = await PostAsync("pipeline", "once");
        var again = await PostAsync("pipeline", "once");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (made, repeated) = (await first.Content.ReadFromJsonAsync<JsonElement>(), await again.Content.ReadFromJsonAsync<JsonElement>());
        repeated.GetProperty("id").GetString().ShouldBe(made.GetProperty("id").GetString());
        repeated.TryGetProperty("key", out _).ShouldBeFalse();
        (await PostAsync("other", "once")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync("other", "twice")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await PostAsync("other", "a b")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        gateway.Broker.Audit.Count.ShouldBe(2);

        gateway.Time.Advance(TimeSpan.FromHours(25));
        (await PostAsync("pipeline", "once")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Simultaneous_POSTs_with_one_key_make_one()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => gateway.SendAsync(
            "POST", "/v1/api-keys", gateway.AdminKey, JsonContent.Create(new { name = "x", roles = new[] { "member" } }),
            ("Idempotency-Key", "once"))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created || answer.StatusCode == HttpStatusCode.OK);
        (await PageAsync(gateway, "/v1/api-keys")).Ids.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Every_key_may_ask_who_it_is()
    {
        await using var gateway = await TestGateway.StartAsync();
        var ingest = await gateway.AddKeyAsync("ingest");

        var answer = await gateway.SendAsync("GET", "/v1/whoami", ingest);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldNotContain(ingest);
        var who = JsonDocument.Parse(text).RootElement;
        who.GetProperty("subject").GetString()!.ShouldStartWith("key_");
        (who.GetProperty("tenantId").GetString(), who.GetProperty("keyName").GetString()).ShouldBe((gateway.TenantId, "test"));
        who.GetProperty("tenantName").GetString().ShouldNotBeNullOrEmpty();
        who.GetProperty("roles").EnumerateArray().Select(role => role.GetString()).ShouldBe(["ingest"]);
        who.TryGetProperty("expiresAt", out _).ShouldBeFalse();
        (await gateway.SendAsync("GET", "/v1/whoami")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Repeated_POSTs_make_one_tenant_and_one_first_admin()
    {
        await using var gateway = await TestGateway.StartAsync();
        Task<HttpResponseMessage> PostAsync(string path, object body, string idempotency) => gateway.SendAsync(
            "POST", path, gateway.AdminKey, JsonContent.Create(body), ("Idempotency-Key", idempotency));
        async Task<string> OneAsync(Func<Task<HttpResponseMessage>> post)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => post()));
            answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
            answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(3);
            return (await Task.WhenAll(answers.Select(async answer =>
                (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!))).Distinct().ShouldHaveSingleItem();
        }

        var tenant = await OneAsync(() => PostAsync("/v1/tenants", new { name = "acme" }, "one"));
        (await PostAsync("/v1/tenants", new { name = "other" }, "one")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync("/v1/tenants", new { name = "acme" }, "two")).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await OneAsync(() => PostAsync($"/v1/tenants/{tenant}/api-keys", new { }, "one"));
        (await PostAsync($"/v1/tenants/{tenant}/api-keys", new { }, "two")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Operator_makes_the_first_admin_of_a_tenant_and_no_second()
    {
        await using var gateway = await TestGateway.StartAsync();
        var tenant = await gateway.SendAsync("POST", "/v1/tenants", gateway.AdminKey, JsonContent.Create(new { name = "acme" }));
        var id = (await tenant.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        var made = await gateway.SendAsync("POST", $"/v1/tenants/{id}/api-keys", gateway.AdminKey);
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;

        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await CreateAsync(gateway, key, new { name = "more", roles = new[] { "member" } })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await gateway.SendAsync("GET", "/v1/tenants", key)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        gateway.Broker.Audit.Where(entry => entry.Action == "api_key.created").ShouldAllBe(entry => entry.TenantId == id);
        (await gateway.SendAsync("POST", $"/v1/tenants/{id}/api-keys", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await gateway.SendAsync("POST", "/v1/tenants/ten_none/api-keys", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Key_of_an_operator_is_revoked_by_an_operator_only_and_never_the_last_one()
    {
        await using var gateway = await TestGateway.StartAsync();
        var first = (await PageAsync(gateway, "/v1/api-keys")).Ids.Single();
        var admin = await (await CreateAsync(gateway, gateway.AdminKey, new { name = "a", roles = new[] { "admin" } }))
            .Content.ReadFromJsonAsync<JsonElement>();

        var byAdmin = await gateway.SendAsync("DELETE", $"/v1/api-keys/{first}", admin.GetProperty("key").GetString());
        var last = await gateway.SendAsync("DELETE", $"/v1/api-keys/{first}", gateway.AdminKey);
        await CreateAsync(gateway, gateway.AdminKey, new { name = "o", roles = new[] { "operator" } });
        var oneOfTwo = await gateway.SendAsync("DELETE", $"/v1/api-keys/{first}", gateway.AdminKey);

        byAdmin.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await byAdmin.Content.ReadAsStringAsync()).ShouldContain("operator_required");
        last.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await last.Content.ReadAsStringAsync()).ShouldContain("last_operator_key");
        oneOfTwo.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Revoked_key_is_dead_at_the_next_request_on_every_replica()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var other = await gateway.StartReplicaAsync();
        var created = await CreateAsync(gateway, gateway.AdminKey, new { name = "x", roles = new[] { "member" } });
        var row = await created.Content.ReadFromJsonAsync<JsonElement>();
        var key = row.GetProperty("key").GetString();
        (await other.SendAsync("GET", "/v1/incidents", key)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await gateway.SendAsync("DELETE", $"/v1/api-keys/{row.GetProperty("id").GetString()}", gateway.AdminKey);

        (await other.SendAsync("GET", "/v1/incidents", key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<(List<string> Ids, string? Cursor)> PageAsync(TestGateway gateway, string path)
    {
        var answer = await gateway.SendAsync("GET", path, gateway.AdminKey);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ([.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)],
            page.GetProperty("cursor").GetString());
    }

    private static Task<HttpResponseMessage> CreateAsync(TestGateway gateway, string key, object body) =>
        gateway.SendAsync("POST", "/v1/api-keys", key, JsonContent.Create(body));
}
