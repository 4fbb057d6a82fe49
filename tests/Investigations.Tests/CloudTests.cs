using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Passes;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests;

/// <summary>What is the same for every cloud, and what people of each call it.</summary>
public sealed class CloudTests : IAsyncLifetime
{
    private const string Subscription = "11111111-2222-4333-8444-555555555555";
    private const string Site = $"/subscriptions/{Subscription}/resourceGroups/Shop-Prod/providers/Microsoft.Web/sites/Shop-Web";

    private readonly Flow flow = new();
    private CaseHost host = null!;

    public static TheoryData<AlarmFact, string, string> Alarms => new()
    {
        {
            Alarm(CloudProvider.Azure, Subscription) with
            {
                Id = $"/subscriptions/{Subscription}/providers/microsoft.alertsmanagement/alerts/a1",
                TargetIds = [Site.ToLowerInvariant()],
            },
            "azure-monitor", $"({Site.ToLowerInvariant()}, subscription {Subscription})"
        },
        {
            Alarm(CloudProvider.Gcp, "shop-prod") with
            {
                Id = "projects/shop-prod/incidents/0.abc", ResourceType = "cloud_run_revision", Region = "europe-west1",
                Dimensions = new Dictionary<string, string> { ["service_name"] = "checkout", ["location"] = "europe-west1" },
            },
            "gcp-monitoring",
            "(cloud_run_revision: location = europe-west1, service_name = checkout, project shop-prod, europe-west1)"
        },
    };

    [Theory]
    [MemberData(nameof(Alarms))]
    public async Task An_alarm_of_each_cloud_names_its_incident_and_what_it_watches(AlarmFact alarm, string source, string watches)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        await host.DeliverAsync([flow.Alarm() with { Alarm = alarm }, flow.Alarm() with { Alarm = alarm with { Id = "second" } }]);

        (await GetAsync("/v1/incidents/inc_1"))["source"]!.GetValue<string>().ShouldBe(source);
        var row = new IncidentAlarmRow
        {
            TenantId = Flow.Tenant, IncidentId = "inc_1", AlarmId = alarm.Id, Fact = alarm, IncidentKey = "key",
        };
        await host.WithAsync(async scope =>
        {
            var incident = await scope.GetRequiredService<InvestigationsDbContext>().Incidents.SingleAsync();
            IncidentAlarmView.Of(incident, row, []).Why.ShouldEndWith($"{watches}.");
        });
        var draft = await DraftAsync(alarm);
        draft.ShouldContain(alarm.Provider == CloudProvider.Azure ? "in subscription 11111111" : "in project shop\\-prod");
        draft.ShouldNotContain("global");
    }

    [Theory]
    [InlineData(JoinReason.OwnAccount, null, "Access to project shop-prod granted (the alarm or a named resource lies in it)")]
    [InlineData(JoinReason.AskedFor, null, "Access to project shop-prod granted (it was asked for)")]
    [InlineData(JoinReason.Linked, "shop on AWS", "Access to project shop-prod granted (it is linked to shop on AWS)")]
    [InlineData(JoinReason.SameService, "checkout", "Access to project shop-prod granted (it has the same service tag, checkout)")]
    [InlineData(
        JoinReason.SameEnvironment, "prod", "Access to project shop-prod granted (it has the same environment tag, prod)")]
    [InlineData(null, null, "Access to project shop-prod granted")]
    public async Task The_timeline_says_which_integration_joined_and_why(JoinReason? by, string? through, string expected)
    {
        var access = new IntegrationAccess
        {
            IntegrationId = Flow.Integration, Provider = CloudProvider.Gcp, Account = "shop-prod", LeaseId = "lea_1",
            JoinedBy = by, JoinedThrough = through,
        };
        await host.DeliverAsync([flow.Alarm(), flow.Requested(), flow.Access() with { Integrations = [access] }]);

        var step = (await GetAsync("/v1/incidents/inc_1/timeline"))["items"]!.AsArray()
            .Single(step => step!["kind"]!.GetValue<string>() == "access_granted")!;
        step["text"]!.GetValue<string>().ShouldBe(expected);
        step["data"]!["joinedThrough"]?.GetValue<string>().ShouldBe(through);
    }

    [Fact]
    public async Task One_that_would_have_joined_and_was_refused_says_why_it_would_have()
    {
        await host.DeliverAsync([flow.Alarm(), flow.Requested(), flow.Refused() with
        {
            Integrations = [flow.Refused().Integrations[0] with { JoinedBy = JoinReason.SameService, JoinedThrough = "checkout" }],
        }]);

        (await GetAsync("/v1/incidents/inc_1/timeline"))["items"]!.AsArray()
            .Single(step => step!["kind"]!.GetValue<string>() == "access_refused")!["text"]!.GetValue<string>()
            .ShouldBe("AssumeRole was refused. (it has the same service tag, checkout)");
    }

    [Fact]
    public void Every_cloud_s_grant_that_is_given_up_is_heard_of()
    {
        var grants = typeof(ISessionGranted).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ISessionGranted))).ToList();

        grants.Count.ShouldBe(3);
        foreach (var grant in grants)
        {
            typeof(FaultConsumer)
                .IsAssignableTo(typeof(IConsumer<>).MakeGenericType(typeof(Fault<>).MakeGenericType(grant))).ShouldBeTrue(grant.Name);
        }
    }

    [Fact]
    public Task A_grant_for_Azure_that_its_collector_gave_up_fails_its_run() =>
        FailsItsRunAsync(new AzureSessionGranted
        {
            TenantId = Flow.Tenant, Purpose = LeasePurpose.Investigation, InvestigationId = flow.InvestigationId, Pass = 1,
            IntegrationId = Flow.Integration, LeaseId = $"lea_{Flow.Integration}", SessionToken = "canary-session-token",
            ExpiresAt = Flow.Onset.AddHours(1), Target = new() { Resources = [], Accounts = [], Regions = ["global"] },
        }, (consumer, context) => consumer.Consume(context));

    [Fact]
    public Task A_grant_for_GCP_that_its_collector_gave_up_fails_its_run() =>
        FailsItsRunAsync(new GcpSessionGranted
        {
            TenantId = Flow.Tenant, Purpose = LeasePurpose.Investigation, InvestigationId = flow.InvestigationId, Pass = 1,
            IntegrationId = Flow.Integration, LeaseId = $"lea_{Flow.Integration}", SessionToken = "canary-session-token",
            ExpiresAt = Flow.Onset.AddHours(1), Target = new() { Resources = [], Accounts = [], Regions = ["global"] },
        }, (consumer, context) => consumer.Consume(context));

    [Theory]
    [InlineData("azure", Site, "azure.app_service", Subscription, "global", "Shop-Web")]
    [InlineData(
        "azure", $"/SUBSCRIPTIONS/{Subscription}/resourcegroups/p/providers/microsoft.containerservice/managedClusters/c/agentPools/w",
        "azure.aks.node_pool", Subscription, "global", "w")]
    [InlineData(
        "gcp", "//run.googleapis.com/projects/shop-prod/locations/europe-west1/services/checkout", "gcp.run.service",
        "shop-prod", "europe-west1", "checkout")]
    [InlineData(
        "gcp", "//container.googleapis.com/projects/example.com:shop/zones/europe-west1-b/clusters/c/nodePools/n",
        "gcp.gke.node_pool", "example.com:shop", "europe-west1-b", "n")]
    [InlineData(
        "gcp", "//compute.googleapis.com/projects/shop-prod/zones/europe-west1-c/instances/web-1", "gcp.compute.instance",
        "shop-prod", "europe-west1-c", "web-1")]
    public async Task A_resource_of_each_cloud_is_named_by_its_id_alone(
        string provider, string id, string kind, string account, string region, string name)
    {
        await PostAsync(Body(provider, id), HttpStatusCode.Created);

        await host.WithAsync(async scope =>
        {
            var row = await scope.GetRequiredService<InvestigationsDbContext>().Investigations.SingleAsync();
            var resource = row.Request!.Scope!.Resources!.ShouldHaveSingleItem();
            (resource.Kind, resource.Account, resource.Region, resource.Name).ShouldBe((kind, account, region, name));
            resource.Id.ShouldBe(provider == "azure" ? id.ToLowerInvariant() : id);
        });
    }

    [Theory]
    [InlineData("azure", Site, "\"account\":\"22222222-2222-4333-8444-555555555555\"", "resource.account")]
    [InlineData("azure", Site, "\"kind\":\"azure.vm\"", "resource.kind")]
    [InlineData("azure", "shop-web", "\"kind\":\"azure.app_service\",\"account\":\"s\"", "resource.id")]
    [InlineData("azure", $"/subscriptions/{Subscription}/resourceGroups/p/providers/Microsoft.Web/sites/..", "", "resource.id,resource.kind,resource.account")]
    [InlineData("azure", $"/subscriptions/{Subscription}/resourceGroups/p/providers/Microsoft.Web/sites/a?b=c", "", "resource.id,resource.kind,resource.account")]
    [InlineData("azure", $"/subscriptions/{Subscription}/resourceGroups/p", "", "resource.id,resource.kind,resource.account")]
    [InlineData("azure", "arn:aws:lambda:eu-west-1:111122223333:function:checkout", "", "resource.id,resource.kind,resource.account")]
    [InlineData("gcp", "projects/shop-prod/locations/europe-west1/services/checkout", "", "resource.id,resource.kind,resource.account")]
    [InlineData("gcp", "//evil.example/projects/p/locations/l/services/s", "", "resource.id,resource.kind,resource.account")]
    [InlineData("gcp", "//run.googleapis.com/projects/p/locations/l/services/%2e%2e", "", "resource.id,resource.kind,resource.account")]
    [InlineData("gcp", "//run.googleapis.com/projects/p/locations/l", "", "resource.id,resource.kind,resource.account")]
    [InlineData("gcp", "//run.googleapis.com/projects/p/locations/l/services/s", "\"region\":\"us-east1\"", "resource.region")]
    [InlineData("gcp", "//pubsub.googleapis.com/projects/p/topics/t", "", "resource.kind")]
    public async Task An_id_that_is_not_of_its_cloud_or_contradicts_what_stands_beside_it_is_refused(
        string provider, string id, string members, string fields)
    {
        var error = await PostAsync(Body(provider, id, members), HttpStatusCode.BadRequest);

        error["details"]!.AsArray().Select(detail => detail!["field"]!.GetValue<string>())
            .ShouldBe(fields.Split(','), ignoreOrder: true);
    }

    [Fact]
    public async Task What_runs_in_a_site_is_the_person_s_to_say()
    {
        await PostAsync(Body("azure", Site, "\"kind\":\"azure.function_app\""), HttpStatusCode.Created);

        await host.WithAsync(async scope =>
            (await scope.GetRequiredService<InvestigationsDbContext>().Investigations.SingleAsync())
            .Request!.Scope!.Resources!.ShouldHaveSingleItem().Kind.ShouldBe("azure.function_app"));
    }

    public async ValueTask InitializeAsync() => host = await CaseHost.StartAsync();

    public async ValueTask DisposeAsync() => await host.DisposeAsync();

    private async Task FailsItsRunAsync<T>(T grant, Func<FaultConsumer, ConsumeContext<Fault<T>>, Task> consume)
        where T : class, ISessionGranted
    {
        await host.DeliverAsync([flow.Alarm(), flow.Requested(), flow.Access()]);

        await host.WithAsync(scope => consume(
            ActivatorUtilities.CreateInstance<FaultConsumer>(scope),
            Answering<ConsumeContext<Fault<T>>>.Of("Message", Answering<Fault<T>>.Of("Message", grant))));

        var result = await GetAsync("/v1/investigation/inc_1");
        result["status"]!.GetValue<string>().ShouldBe("completed", "a grant that nobody serves is not waited for");
        result.ToJsonString().ShouldContain("The collector gave up before its run had ended.");
        result.ToJsonString().ShouldNotContain("canary-session-token");
    }

    private async Task<string> DraftAsync(AlarmFact alarm)
    {
        await host.DeliverAsync([flow.Requested() with { Alarm = alarm }, .. flow.All.Skip(2)]);
        var answer = await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/export?format=markdown", Flow.Tenant);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        var answer = await host.SendAsync(HttpMethod.Get, path, Flow.Tenant);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task<JsonNode> PostAsync(string body, HttpStatusCode expected)
    {
        var answer = await host.SendAsync(HttpMethod.Post, "/v1/incidents", Flow.Tenant, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, text);
        return JsonNode.Parse(text)!;
    }

    private static string Body(string provider, string id, string members = "")
    {
        var more = members.Length > 0 ? $",{members}" : "";
        return $$$"""
            {"title":"Checkout is slow","description":"Since the release at noon.",
             "resource":{"provider":"{{{provider}}}","id":"{{{id}}}"{{{more}}} }}
            """;
    }

    private static AlarmFact Alarm(CloudProvider provider, string account) => new()
    {
        Provider = provider, Id = "id", Name = "checkout-errors", Account = account, Region = "global",
        State = AlarmState.Alarm, StateChangedAt = Flow.Onset.AddMinutes(3),
    };

    /// <summary>An interface of which the code under test asks for one member.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "The proxy is a class that derives from it.")]
    private class Answering<T> : DispatchProxy
        where T : class
    {
        private (string Member, object Value) answer;

        public static T Of(string member, object value)
        {
            var proxy = Create<T, Answering<T>>();
            ((Answering<T>)(object)proxy).answer = (member, value);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
        {
            { } name when name == $"get_{answer.Member}" => answer.Value,
            "get_CancellationToken" => CancellationToken.None,
            var name => throw new NotSupportedException(name),
        };
    }
}
