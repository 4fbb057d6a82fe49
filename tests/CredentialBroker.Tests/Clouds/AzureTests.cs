using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Providers.Azure.Setup;
using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

public sealed class AzureTests : IDisposable
{
    private const string Other = "99999999-2222-3333-4444-555555555555";
    private readonly Broker _broker = new();

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    private ChangeDesk Changes => _broker.Get<ChangeDesk>();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Connect_AsksEntraWithTheSecret_StoresItOnlyAsCiphertextAndStartsTheTest()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());

        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest
        {
            ClientSecret = Broker.AzureSecret, SubscriptionIds = [Broker.Subscription.ToUpperInvariant(), Other],
            ResourceGroups = ["shop"], WorkspaceId = Other, Services = ["checkout"],
        })).Integration.ShouldNotBeNull();

        var sent = _broker.Wire.Sent.ShouldHaveSingleItem();
        sent.Uri.Host.ShouldBe("login.microsoftonline.com");
        sent.Field("client_secret").ShouldBe(Broker.AzureSecret);
        sent.Field("scope")!.ShouldContain("https://management.azure.com/.default");
        view.Accounts.ShouldBe([Broker.Subscription, Other]);
        _broker.Sent<IntegrationChanged>().ShouldHaveSingleItem().Accounts.ShouldBe([Broker.Subscription, Other]);
        var grant = _broker.Sent<AzureSessionGranted>().ShouldHaveSingleItem();
        grant.Purpose.ShouldBe(LeasePurpose.ConnectionTest);
        grant.Target.Accounts.ShouldBe([Broker.Subscription, Other]);
        (grant.Target.Regions.Single(), grant.Target.ResourceGroups!.Single(), grant.Target.WorkspaceId).ShouldBe(("global", "shop", Other));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_broker.DatabaseFile)!))
        {
            File.ReadAllText(file, System.Text.Encoding.Latin1).ShouldNotContain(Broker.AzureSecret, Case.Sensitive, file);
        }
    }

    [Fact]
    public async Task Connect_SubscriptionOfAnotherIntegration_IsTakenUntilThatIsDisconnected()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        var first = (await _broker.ConnectAzureAsync()).Integration!;

        (await _broker.ConnectAzureAsync(new ConnectAzureRequest
        {
            ClientSecret = "x", SubscriptionIds = [Other, Broker.Subscription],
        })).Taken.ShouldBe(Broker.Subscription);
        (await _broker.ConnectAzureAsync(tenant: "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW")).Integration.ShouldNotBeNull();
        await Desk.DisconnectAsync(Broker.Tenant, "admin", first.Id, CancellationToken.None);

        (await _broker.ConnectAzureAsync()).Integration.ShouldNotBeNull();
        await using var db = _broker.NewContext();
        db.Integrations.Single(x => x.Id == first.Id).Secret.ShouldBeNull("a secret that is of no use is not kept");
    }

    [Fact]
    public async Task Connect_TwoKeylessOnesAtOnce_TheSecondIsToldThatItIsTaken()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        async Task<Integration> CreateAsync(string subscription) => await _broker.Get<AzureConnect>().CreateAsync(
            Broker.Tenant, "admin", new ConnectAzureRequest
            {
                TenantId = Entra.Guid(), ClientId = Entra.Guid(), SubscriptionIds = [subscription],
            }, CancellationToken.None);
        var (one, two) = (await CreateAsync(Broker.Subscription), await CreateAsync(Other));
        one.Id.ShouldBe(two.Id, "it is the id that the customer bound");

        var first = await Desk.ConnectAsync("admin", one, [], CancellationToken.None);
        var second = await Desk.ConnectAsync("admin", two, [], CancellationToken.None);

        first.Integration.ShouldNotBeNull();
        second.Taken.ShouldBe(Broker.Subscription);
    }

    [Theory]
    [InlineData("11111111-2222-3333-4444-555555555555", true)]
    [InlineData("AAAAAAAA-2222-3333-4444-555555555555", true)]
    [InlineData(" 11111111-2222-3333-4444-555555555555", false)]
    [InlineData("11111111-2222-3333-4444-555555555555\n", false)]
    [InlineData("0x111111-2222-3333-4444-555555555555", false)]
    [InlineData("11111111-+222-3333-4444-555555555555", false)]
    [InlineData("{11111111-2222-3333-4444-555555555555}", false)]
    public void Guid_IsTakenInItsOneFormOnly(string text, bool isTaken) => AzureNames.IsGuid(text).ShouldBe(isTaken);

    [Fact]
    public async Task Connect_SecretThatHasExpired_SaysSoWithTheCommandAndStoresNothing()
    {
        var client = Entra.Guid();
        _broker.Wire.Answer = _ => new ScriptedAnswer(401, Entra.Error("invalid_client", 7000222, "The provided client secret keys are expired."));

        var refusal = (await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientId = client, ClientSecret = Broker.AzureSecret })).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.SecretExpired);
        refusal.Remedy.ShouldContain($"az ad app credential reset --id {client}");
        refusal.Message.ShouldContain("keys are expired");
        refusal.Message.ShouldNotContain("Trace ID");
        await using var db = _broker.NewContext();
        db.Integrations.ShouldBeEmpty();
        _broker.Actions().ShouldBe(["integration.connect_refused"]);
    }

    [Theory]
    [InlineData("""{"error":"invalid_client","error_description":"AADSTS7000222: words of another year"}""", RefusalReason.SecretExpired)]
    [InlineData("""{"error":"invalid_client","error_codes":[7000215],"error_description":"AADSTS7000222: a sentence that lies"}""", RefusalReason.SecretInvalid)]
    [InlineData("""{"error":"invalid_client","error_codes":["x",null,700016]}""", RefusalReason.AppNotFound)]
    [InlineData("""{"error":"invalid_client","error_codes":null,"error_description":null}""", RefusalReason.SecretInvalid)]
    [InlineData("""{"error":{"code":"x"}}""", RefusalReason.ProviderUnreachable)]
    [InlineData("[]", RefusalReason.ProviderUnreachable)]
    [InlineData("""{"error":"\ud800"}""", RefusalReason.ProviderUnreachable)]
    [InlineData("""{"error":"invalid_client","error_codes":[7000215],"error_description":"\udfff"}""", RefusalReason.ProviderUnreachable)]
    public async Task Refusal_ReadsNumbersAndWordsAndNoSentences(string body, RefusalReason reason)
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(401, body);

        (await _broker.ConnectAzureAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Mint_AfterA429_TheLibrarysOwnRefusalIsStillThrottling()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        _broker.Wire.Answer = _ => new ScriptedAnswer(429, "{}") { RetryAfterSeconds = 60 };
        (await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None))!.Refusal!.Reason.ShouldBe(RefusalReason.Throttled);
        var asked = _broker.Wire.Sent.Count;

        var again = (await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None))!.Refusal.ShouldNotBeNull();

        again.Reason.ShouldBe(RefusalReason.Throttled);
        again.Remedy.ShouldContain("nothing is wrong with the secret");
        _broker.Wire.Sent.Count.ShouldBe(asked, "the library does not ask again");
    }

    [Fact]
    public async Task Mint_AnEndpointThatAsksForAWaitOfYears_IsNotWaitedFor()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(429, "{}") { RetryAfterSeconds = int.MaxValue };

        var refusal = (await _broker.ConnectAzureAsync()).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.Throttled);
        refusal.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Refusal_QuotesNoSecret_HoweverTheTextIsCut()
    {
        // The secret stands where the quotation ends: cut first, its beginning would be left.
        _broker.Wire.Answer = _ => new ScriptedAnswer(401, Entra.Error("invalid_client", 7000215, new string('x', 290) + Broker.AzureSecret));

        var refusal = (await _broker.ConnectAzureAsync()).Refusal.ShouldNotBeNull();

        refusal.Message.ShouldContain("xxx");
        refusal.Message.ShouldNotContain(Broker.AzureSecret[..6]);
    }

    [Theory]
    [InlineData(CredentialAudiences.AzureManagement, "https://management.azure.com/.default")]
    [InlineData(CredentialAudiences.AzureLogAnalytics, "https://api.loganalytics.io/.default")]
    public async Task Redeem_EachAudience_IsATokenOfItsOwn(string audience, string scope)
    {
        _broker.Wire.Answer = sent => new ScriptedAnswer(200, Entra.Token(sent.Field("scope")!));
        await _broker.ConnectAzureAsync();
        var grant = (await _broker.DecideAsync(Request())).ShouldNotBeNull().Grants.ShouldHaveSingleItem();
        grant.ShouldBeOfType<AzureSessionGranted>();

        var outcome = await _broker.RedeemAsync(grant.SessionToken, caller: "collector-azure", audience: audience);

        outcome.Response.ShouldNotBeNull().Credentials.AccessToken!.ShouldContain(scope);
        outcome.Response.Provider.ShouldBe(CloudProvider.Azure);
        outcome.Response.CallBudget.Keys.ShouldBe(AzurePlans.All.SelectMany(x => x.Calls).Select(x => x.Permission).Distinct(), ignoreOrder: true);
        _broker.Sent<SessionRedeemed>().ShouldHaveSingleItem().Sources!.Select(x => (x.Region, x.Source)).ShouldBe(
            AzurePlans.All.Select(x => x.Source).Append("resolve").Select(source => ("global", source)));
    }

    [Fact]
    public async Task Redeem_KeyOfPseudonyms_IsTheTenantsAndNoOnesSecretIsItsName()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        await _broker.ConnectAzureAsync();
        await _broker.ConnectAzureAsync(tenant: "ten_other");
        async Task<string?> KeyAsync(string tenant)
        {
            var grant = (await _broker.DecideAsync(Request() with { TenantId = tenant, InvestigationId = Ids.New("inv", _broker.Time) }))!.Grants.Single();
            var redeemed = await _broker.RedeemAsync(grant.SessionToken, caller: "collector-azure", audience: CredentialAudiences.AzureManagement);
            redeemed.Response.ShouldNotBeNull().ToString().ShouldNotContain(redeemed.Response.PseudonymKey.ShouldNotBeNull());
            return redeemed.Response.PseudonymKey;
        }

        var mine = await KeyAsync(Broker.Tenant);

        Convert.FromBase64String(mine!).Length.ShouldBe(32);
        (await KeyAsync(Broker.Tenant)).ShouldBe(mine);
        (await KeyAsync("ten_other")).ShouldNotBe(mine);
    }

    [Fact]
    public async Task Redeem_ByAnotherCollectorOrForAnotherCloudsAudience_IsRefused()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        await _broker.ConnectAzureAsync();
        var token = (await _broker.DecideAsync(Request()))!.Grants.Single().SessionToken;

        (await _broker.RedeemAsync(token, caller: "collector-aws", audience: CredentialAudiences.AzureManagement)).Response.ShouldBeNull();
        (await _broker.RedeemAsync(token, caller: "collector-azure", audience: CredentialAudiences.Aws)).Response.ShouldBeNull();
        (await _broker.RedeemAsync(token, caller: "collector-azure", audience: CredentialAudiences.GcpRun)).Response.ShouldBeNull();
    }

    [Fact]
    public async Task Decide_AlarmAndResources_GoByTheSubscriptionInTheArmId()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientSecret = "x", SubscriptionIds = [Other, Broker.Subscription] });
        var mine = Resource($"/subscriptions/{Broker.Subscription}/resourceGroups/shop/providers/Microsoft.Web/sites/web", Other);
        var theirs = Resource("/subscriptions/77777777-2222-3333-4444-555555555555/resourceGroups/x", Other);

        var decision = (await _broker.DecideAsync(Request() with { Scope = new InvestigationScope { Resources = [mine, theirs] } })).ShouldNotBeNull();

        decision.Decided.Integrations.ShouldHaveSingleItem().Account.ShouldBe(Broker.Subscription, "the alarm's, not the first");
        var target = decision.Grants.Single().Target;
        target.Resources.ShouldBe([mine]);
        target.Alarm.ShouldNotBeNull();
        target.Accounts.ShouldBe([Other, Broker.Subscription]);
    }

    [Fact]
    public async Task Decide_SubscriptionThatIsNotConnected_NamesTheRightDoor()
    {
        var decided = (await _broker.DecideAsync(Request())).ShouldNotBeNull().Decided;

        decided.Message.ShouldBe($"Subscription {Broker.Subscription} is not connected.");
        decided.Remedy!.ShouldContain("/v1/integrations/azure/connect");
    }

    [Fact]
    public async Task Keyless_SendsATokenForExactlyThisIntegration()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        var shown = (await _broker.Get<IntegrationReservations>().SubjectAsync(
            Broker.Tenant, CloudProvider.Azure, AzureCloud.ExchangeAudience, CancellationToken.None)).ShouldNotBeNull();

        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest())).Integration.ShouldNotBeNull();

        var sent = _broker.Wire.Sent.ShouldHaveSingleItem();
        sent.Field("client_secret").ShouldBeNull();
        sent.Field("client_assertion_type").ShouldBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        var (claims, error) = TokenVerifier.Verify(sent.Field("client_assertion")!, KeySet.Of(_broker), Broker.Issuer,
            "api://AzureADTokenExchange", _broker.Time.GetUtcNow());
        error.ShouldBeNull();
        claims!.Value.GetProperty("sub").GetString().ShouldBe($"tenant:{Broker.Tenant}:integration:{view.Id}");
        shown.Subject.ShouldBe(claims.Value.GetProperty("sub").GetString());
        view.Azure!.Keyless.ShouldBeTrue();
    }

    [Fact]
    public async Task Keyless_FederatedCredentialThatDiffers_ShowsIssuerAndSubjectToCompare()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(401, Entra.Error("invalid_client", 700213));

        var refusal = (await _broker.ConnectAzureAsync(new ConnectAzureRequest())).Refusal.ShouldNotBeNull();

        refusal.Remedy.ShouldContain($"issuer {Broker.Issuer}, subject tenant:{Broker.Tenant}:integration:int_");
        refusal.Remedy.ShouldContain("az ad app federated-credential list");
    }

    [Fact]
    public async Task Keyless_WithoutAnIssuer_IsRefusedWithWhatTheOperatorDoes()
    {
        using var broker = new Broker(settings: new() { ["Broker:Oidc:Issuer"] = "" });

        var refusal = (await broker.ConnectAzureAsync(new ConnectAzureRequest())).Refusal.ShouldNotBeNull();

        refusal.Remedy.ShouldContain("Broker:Oidc:Issuer");
        broker.Wire.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Expiry_IsWarnedOfFromFourteenDaysBefore()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        var now = _broker.Time.GetUtcNow();
        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest
        {
            ClientSecret = "x", SecretExpiresAt = now.AddDays(20),
        })).Integration!;
        view.Warnings.ShouldBeNull();
        view.Azure!.SecretExpiresAt.ShouldBe(now.AddDays(20));

        await using var db = _broker.NewContext();
        var row = db.Integrations.Single();
        IntegrationView.Of(row, now.AddDays(6).AddSeconds(-1)).Warnings.ShouldBeNull();
        IntegrationView.Of(row, now.AddDays(6)).Warnings!.Single().ShouldContain("expires on 2026-03-21");
        IntegrationView.Of(row, now.AddDays(20)).Warnings!.Single().ShouldContain("expired on");
    }

    [Fact]
    public async Task Change_Secret_IsTriedFirstAndKeptOnlyIfItIsTaken()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        _broker.Wire.Answer = sent => sent.Field("client_secret") == "good"
            ? new ScriptedAnswer(200, Entra.Token()) : new ScriptedAnswer(401, Entra.Error("invalid_client", 7000215));

        var refused = await ChangeAsync(view.Id, new ChangeIntegrationRequest { ClientSecret = "bad" });
        var kept = await SecretAsync();
        var taken = await ChangeAsync(view.Id, new ChangeIntegrationRequest
        {
            ClientSecret = "good", SecretExpiresAt = _broker.Time.GetUtcNow().AddDays(90), SubscriptionIds = [Other],
        });

        refused!.Refusal!.Reason.ShouldBe(RefusalReason.SecretInvalid);
        kept.ShouldBe(Broker.AzureSecret);
        (await SecretAsync()).ShouldBe("good");
        taken!.Integration!.Accounts.ShouldBe([Other]);
        _broker.Actions().ShouldContain("integration.update_refused");
        (await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientSecret = "good" })).Integration.ShouldNotBeNull("the subscription is free");
    }

    [Fact]
    public async Task KeyRotation_MovesTheSecretAndItStillOpens()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        await _broker.ConnectAzureAsync();
        var keys = _broker.Get<CauseFlow.Secrets.IKeyEncryptionKeyProvider>();
        keys.SwitchTo(keys.AddKey());
        _broker.Time.Advance(TimeSpan.FromMinutes(5));

        var step = await _broker.Get<IntegrationSecrets>().RewrapAsync(keys.CurrentKeyId, null, 10, CancellationToken.None);

        step.Rewrapped.ShouldBe(1);
        (await SecretAsync()).ShouldBe(Broker.AzureSecret);
        (await _broker.Get<IntegrationSecrets>().CountByKeyAsync(CancellationToken.None)).Keys.ShouldBe([keys.CurrentKeyId]);
    }

    [Fact]
    public void Validation_ReportsEveryErrorAtOnce()
    {
        var errors = ConnectAzureValidation.Check(new ConnectAzureRequest
        {
            Name = " ", TenantId = "../x", ClientId = "my app", ClientSecret = Entra.Guid(), SubscriptionIds = ["x"],
            SecretExpiresAt = _broker.Time.GetUtcNow(), ResourceGroups = ["ends."], WorkspaceId = "w", Links = ["x"], Services = [""],
        }, _broker.Time.GetUtcNow());

        errors.Select(x => x.Field).ShouldBe(
        [
            "name", "tenantId", "clientId", "clientSecret", "secretExpiresAt", "subscriptionIds[0]", "resourceGroups[0]",
            "workspaceId", "links[0]", "services[0]",
        ]);
        errors.Single(x => x.Field == "clientSecret").Message.ShouldContain("secret's id");
    }

    [Fact]
    public void Setup_PermissionsAreThoseOfThePlansAndTheLinesHoldIssuerAndSubject()
    {
        var keyless = new KeylessSubject
        {
            Issuer = Broker.Issuer, Subject = "tenant:t:integration:i", Audience = AzureCloud.ExchangeAudience, JwksUri = "x",
        };

        var setup = AzureSetup.Create(keyless);

        setup.Permissions.ShouldBe(AzurePlans.All.Append(AzureResolve.Plan).Append(AzureExcess.Plan)
            .SelectMany(x => x.Calls).Select(x => x.Permission).Distinct().Order(StringComparer.Ordinal));
        setup.Permissions.ShouldAllBe(x => x.EndsWith("/read"));
        setup.CustomRole["Actions"]!.AsArray().Select(x => (string)x!).ShouldBe(
            [.. setup.Permissions, "Microsoft.OperationalInsights/workspaces/query/*/read"]);
        setup.KeylessCommands!.ShouldContain(x => x.Contains($"\"issuer\":\"{Broker.Issuer}\",\"subject\":\"tenant:t:integration:i\""));
        setup.KeylessCommands!.ShouldNotContain(x => x.Contains("credential reset"));
        setup.Terraform.ShouldContain("subject        = \"tenant:t:integration:i\"");
        AzureSetup.Create(null).Terraform.ShouldContain("azuread_application_password");
    }

    [Theory]
    [InlineData("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/x", "11111111-2222-3333-4444-555555555555")]
    [InlineData("/SUBSCRIPTIONS/AAAAAAAA-2222-3333-4444-555555555555", "aaaaaaaa-2222-3333-4444-555555555555")]
    [InlineData("subscriptions/11111111-2222-3333-4444-555555555555", null)]
    [InlineData("/subscriptions/mine/resourceGroups/x", null)]
    [InlineData("/tenants/11111111-2222-3333-4444-555555555555", null)]
    public void ArmId_SaysWhoseItIs(string id, string? subscription) => AzureNames.SubscriptionOf(id).ShouldBe(subscription);

    private async Task<string> SecretAsync()
    {
        await using var db = _broker.NewContext();
        return await _broker.Get<IntegrationSecrets>().OpenAsync(db.Integrations.First(), CancellationToken.None);
    }

    private Task<IntegrationOutcome?> ChangeAsync(string id, ChangeIntegrationRequest change) =>
        Changes.ChangeAsync(Broker.Tenant, "admin", id, change, CancellationToken.None);

    private InvestigationRequested Request()
    {
        var request = _broker.Request();
        return request with
        {
            Alarm = request.Alarm! with
            {
                Provider = CloudProvider.Azure, Account = Broker.Subscription.ToUpperInvariant(), Region = "global",
            },
        };
    }

    private static ResourceRef Resource(string id, string account) => new()
    {
        Provider = CloudProvider.Azure, Account = account, Region = "westeurope", Kind = "app_service", Id = id, Name = "web",
    };
}
