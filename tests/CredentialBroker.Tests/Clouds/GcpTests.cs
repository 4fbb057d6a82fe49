using System.Security.Cryptography;
using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.CredentialBroker.Providers.Gcp;
using CauseFlow.CredentialBroker.Providers.Gcp.Setup;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

public sealed class GcpTests : IDisposable
{
    private readonly Broker _broker = new();

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    private ChangeDesk Changes => _broker.Get<ChangeDesk>();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void Document_KeyThatIsTooLong_IsRefused()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(4104);
        var document = GoogleCloud.Json(GoogleCloud.Key(privateKey: rsa.ExportPkcs8PrivateKeyPem()));

        _broker.Get<GcpDocuments>().Read(document).Error.ShouldNotBeNull().ShouldContain("4,096");
    }

    [Fact]
    public async Task Connect_KeyThatGooglesReaderDoesNotTake_IsRefusedAndNotThrown()
    {
        var outcome = await _broker.ConnectGcpAsync(GoogleCloud.Key(privateKey: GoogleCloud.PrivateKey + "\nand a word"));

        outcome.Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.KeyInvalid);
        _broker.Wire.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connect_Key_AsksGoogleForItsScopeAndStoresTheKeyOnlyAsCiphertext()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, GoogleCloud.Token());

        var view = (await _broker.ConnectGcpAsync()).Integration.ShouldNotBeNull();

        var sent = _broker.Wire.Sent.ShouldHaveSingleItem();
        sent.Uri.ToString().ShouldBe("https://oauth2.googleapis.com/token");
        Claims(sent.Field("assertion")!).GetProperty("scope").GetString()
            .ShouldBe("https://www.googleapis.com/auth/cloud-platform.read-only");
        view.Gcp!.ServiceAccount.ShouldBe(GoogleCloud.Account);
        view.Gcp.KeyId.ShouldBe("0123456789abcdef");
        view.Account.ShouldBe(GoogleCloud.Project);
        _broker.Sent<GcpSessionGranted>().ShouldHaveSingleItem().Target.Accounts.ShouldBe([GoogleCloud.Project]);
        await using var db = _broker.NewContext();
        var row = db.Integrations.Single();
        (await _broker.Get<IntegrationSecrets>().OpenAsync(row, CancellationToken.None)).ShouldBe(GoogleCloud.PrivateKey);
        JsonSerializer.Serialize(row).ShouldNotContain("PRIVATE KEY");
    }

    [Theory]
    [InlineData(CredentialAudiences.GcpLogging, "logging.read")]
    [InlineData(CredentialAudiences.GcpMonitoring, "monitoring.read")]
    [InlineData(CredentialAudiences.GcpCompute, "compute.readonly")]
    [InlineData(CredentialAudiences.GcpContainer, "container.read-only")]
    [InlineData(CredentialAudiences.GcpRun, "cloud-platform")]
    [InlineData(CredentialAudiences.GcpResourceManager, "cloud-platform.read-only")]
    public async Task Redeem_EachAudience_HasItsNarrowestScope(string audience, string scope)
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, GoogleCloud.Token());
        await _broker.ConnectGcpAsync();
        var grant = (await _broker.DecideAsync(Request())).ShouldNotBeNull().Grants.ShouldHaveSingleItem().ShouldBeOfType<GcpSessionGranted>();

        var outcome = await _broker.RedeemAsync(grant.SessionToken, caller: "collector-gcp", audience: audience);

        outcome.Response.ShouldNotBeNull().Credentials.AccessToken.ShouldBe(GoogleCloud.CanaryToken);
        outcome.Response.CallBudget.Keys.ShouldContain("resourcemanager.projects.get");
        outcome.Response.Principal.ShouldBe($"serviceAccount:{GoogleCloud.Account}");
        Claims(_broker.Wire.Sent.Last().Field("assertion")!).GetProperty("scope").GetString()
            .ShouldBe($"https://www.googleapis.com/auth/{scope}");
    }

    [Fact]
    public async Task Federation_ExchangesTheBrokersTokenAndImpersonatesForFifteenMinutes()
    {
        var account = Answers(_ => true);
        account.ShouldNotBeNull();

        var outcome = await _broker.ConnectGcpAsync(GoogleCloud.Federation());

        var view = outcome.Integration.ShouldNotBeNull($"{outcome.Refusal}");
        var sent = _broker.Wire.Sent.ToList();
        sent[0].Uri.ToString().ShouldBe("https://sts.googleapis.com/v1/token");
        sent[0].Field("audience").ShouldBe(GoogleCloud.Provider);
        sent[0].Field("scope").ShouldBe("https://www.googleapis.com/auth/iam");
        var (claims, error) = TokenVerifier.Verify(sent[0].Field("subject_token")!, KeySet.Of(_broker), Broker.Issuer,
            $"https:{GoogleCloud.Provider}", _broker.Time.GetUtcNow());
        error.ShouldBeNull();
        claims!.Value.GetProperty("sub").GetString().ShouldBe($"tenant:{Broker.Tenant}:integration:{view.Id}");
        sent[1].Uri.AbsolutePath.ShouldBe($"/v1/projects/-/serviceAccounts/{Uri.EscapeDataString(GoogleCloud.Account)}:generateAccessToken");
        sent[1].Authorization.ShouldBe("Bearer federated");
        var body = JsonDocument.Parse(sent[1].Body).RootElement;
        body.GetProperty("lifetime").GetString().ShouldBe("900s");
        body.GetProperty("scope")[0].GetString().ShouldBe("https://www.googleapis.com/auth/cloud-platform.read-only");
        view.Gcp!.Keyless.ShouldBeTrue();
    }

    [Fact]
    public async Task Federation_PoolThatLetsEverySubjectIn_IsRefusedForAnotherTenantsSake()
    {
        Answers(_ => true, checksSubject: false);

        var refusal = (await _broker.ConnectGcpAsync(GoogleCloud.Federation())).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.MissingExternalIdCondition);
        refusal.Remedy.ShouldContain("gcloud iam service-accounts add-iam-policy-binding");
    }

    [Theory]
    [InlineData(403, "PERMISSION_DENIED", "IAM_PERMISSION_DENIED", RefusalReason.MissingPermission, "roles/iam.workloadIdentityUser")]
    [InlineData(403, "PERMISSION_DENIED", null, RefusalReason.MissingPermission, "roles/iam.workloadIdentityUser")]
    [InlineData(403, "PERMISSION_DENIED", "SERVICE_DISABLED", RefusalReason.ApiDisabled, "gcloud services enable iamcredentials.googleapis.com --project 123456789012")]
    [InlineData(403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", RefusalReason.ScopeInsufficient, "Try again")]
    [InlineData(403, "PERMISSION_DENIED", "RATE_LIMIT_EXCEEDED", RefusalReason.Throttled, "Wait a minute")]
    [InlineData(404, "NOT_FOUND", null, RefusalReason.AppNotFound, "gcloud iam service-accounts describe")]
    [InlineData(400, "INVALID_ARGUMENT", null, RefusalReason.InvalidInput, "address")]
    [InlineData(401, "UNAUTHENTICATED", null, RefusalReason.KeyInvalid, "provider")]
    public async Task Federation_ImpersonationRefused_KeepsTheReasonThatTheLibraryWouldHide(
        int status, string code, string? reason, RefusalReason expected, string remedy)
    {
        _broker.Wire.Answer = sent => sent.Uri.Host == "sts.googleapis.com"
            ? new ScriptedAnswer(200, GoogleCloud.Token("federated"))
            : new ScriptedAnswer(status, GoogleCloud.ApiError(status, code, "   at com.google.Server.call(Server.java:1)", reason,
                new { permission = "iam.serviceAccounts.getAccessToken", service = "iamcredentials.googleapis.com", consumer = "projects/123456789012" }));

        var refusal = (await _broker.ConnectGcpAsync(GoogleCloud.Federation())).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(expected);
        refusal.Remedy.ShouldContain(remedy);
    }

    [Theory]
    [InlineData("""{"error":{"errors":[{"reason":"accessNotConfigured"}],"code":403}}""", RefusalReason.ApiDisabled)]
    [InlineData("""{"error":{"errors":[{"reason":"rateLimitExceeded"}],"code":403}}""", RefusalReason.Throttled)]
    [InlineData("""{"error":{"errors":[{"reason":"forbidden"}],"code":403}}""", RefusalReason.MissingPermission)]
    [InlineData("""{"error":{"code":403,"details":[null,1,{"@type":1}],"errors":"x"}}""", RefusalReason.MissingPermission)]
    [InlineData("""{"error":{"code":403,"status":"\ud800"}}""", RefusalReason.ProviderUnreachable)]
    public async Task Federation_OldShapesOfErrors_AreReadToo(string body, RefusalReason reason)
    {
        _broker.Wire.Answer = sent => sent.Uri.Host == "sts.googleapis.com"
            ? new ScriptedAnswer(200, GoogleCloud.Token("federated")) : new ScriptedAnswer(403, body);

        (await _broker.ConnectGcpAsync(GoogleCloud.Federation())).Refusal.ShouldNotBeNull().Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Key_Refusals_EachHaveTheirCommand()
    {
        (await RefusalAsync("Invalid JWT Signature.")).Remedy.ShouldContain($"gcloud iam service-accounts keys list --iam-account {GoogleCloud.Account}");
        (await RefusalAsync("Invalid grant: account not found")).Remedy.ShouldContain("gcloud iam service-accounts describe");
        (await RefusalAsync("The service account is disabled")).Remedy.ShouldContain("gcloud iam service-accounts enable");
        var unclear = await RefusalAsync("Bad Request");
        unclear.Message.ShouldContain("(1) the key was deleted; (2)");
    }

    [Theory]
    [InlineData("The initiating account is associated with another organisation.")]
    [InlineData("Your trial has expired.")]
    [InlineData("The signature of the agreement is missing.")]
    [InlineData("Domain disabled for delegation.")]
    public async Task Key_SentenceThatGoogleDoesNotDocument_NamesEveryCause(string description)
    {
        var refusal = await RefusalAsync(description);

        refusal.Reason.ShouldBe(RefusalReason.KeyInvalid);
        refusal.Message.ShouldContain("(1) the key was deleted; (2)");
        refusal.Remedy.ShouldContain("(3) synchronise");
    }

    [Fact]
    public async Task Key_ShortLivedToken_IsTheClock() =>
        (await RefusalAsync("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.")).Reason
            .ShouldBe(RefusalReason.ClockSkew);

    [Fact]
    public async Task Key_Denied_SaysWhatTheAccountHoldsInALineThatRuns()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(403, GoogleCloud.ApiError(403, "PERMISSION_DENIED", "No."));

        (await _broker.ConnectGcpAsync()).Refusal.ShouldNotBeNull().Remedy.ShouldEndWith(
            $"gcloud projects get-iam-policy {GoogleCloud.Project} --flatten=\"bindings[].members\" "
            + $"--filter=\"bindings.members='serviceAccount:{GoogleCloud.Account}'\" --format=\"value(bindings.role)\"");
    }

    [Fact]
    public void Member_IsTheAccountOrWhereThereIsNoneTheSubject()
    {
        GcloudCommands.MemberOf(new GcpSettings { ServiceAccount = GoogleCloud.Account }, "s").ShouldBe($"serviceAccount:{GoogleCloud.Account}");
        GcloudCommands.MemberOf(new GcpSettings { ServiceAccount = GoogleCloud.Account, Audience = GoogleCloud.Provider }, "s")
            .ShouldBe($"serviceAccount:{GoogleCloud.Account}");
        GcloudCommands.MemberOf(new GcpSettings { Audience = GoogleCloud.Provider }, "tenant:t:integration:i")
            .ShouldStartWith("principal://iam.googleapis.com/projects/");
    }

    [Fact]
    public void Document_OfAFederation_ReadsThreeMembersAndSaysWhatItIgnores()
    {
        var document = GoogleCloud.Federation();
        document["credential_source"] = new { url = "http://169.254.169.254/", file = "/etc/shadow" };
        document["token_url"] = "http://attacker.example/token";

        var (credential, error) = Documents.Read(GoogleCloud.Json(document));

        error.ShouldBeNull();
        credential!.Settings.Audience.ShouldBe(GoogleCloud.Provider);
        credential.Settings.ServiceAccount.ShouldBe(GoogleCloud.Account);
        credential.Notes.Count.ShouldBe(2);
        credential.Notes[0].ShouldContain("credential_source");
        JsonSerializer.Serialize(credential.Settings).ShouldNotContain("attacker");
    }

    [Fact]
    public async Task Document_WhatItIgnores_IsSaidInTheAnswer()
    {
        Answers(_ => true);
        var document = GoogleCloud.Federation();
        document["credential_source"] = new { file = "/etc/shadow" };

        (await _broker.ConnectGcpAsync(document)).Integration!.LastTest!.Warnings!.Single().ShouldContain("credential_source");
    }

    [Theory]
    [InlineData("http://oauth2.googleapis.com/token")]
    [InlineData("https://oauth2.googleapis.com:8443/token")]
    [InlineData("https://oauth2.googleapis.com.attacker.example/token")]
    [InlineData("https://oauth2.googleapis.com@attacker.example/token")]
    [InlineData("https://attacker.example/token")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//oauth2.googleapis.com/token")]
    public void Document_KeyWithAForeignTokenUri_IsRefused(string tokenUri)
    {
        var (credential, error) = Documents.Read(GoogleCloud.Json(GoogleCloud.Key(tokenUri)));

        credential.ShouldBeNull();
        error!.ShouldContain("token_uri");
    }

    [Fact]
    public async Task Document_KeyWithATokenUriOfTheOperators_GoesThere()
    {
        using var broker = new Broker(settings: new() { ["Broker:Tokens:GoogleTokenHosts:0"] = "tokens.example:8080" });
        broker.Wire.Answer = _ => new ScriptedAnswer(200, GoogleCloud.Token());

        await broker.ConnectGcpAsync(GoogleCloud.Key("http://tokens.example:8080/token"));

        broker.Wire.Sent.ShouldHaveSingleItem().Uri.ToString().ShouldBe("http://tokens.example:8080/token");
    }

    [Fact]
    public async Task Overrides_OfTheOperator_MoveEveryEndpoint()
    {
        using var broker = new Broker(settings: new()
        {
            ["CLOUDSDK_API_ENDPOINT_OVERRIDES_OAUTH2"] = "http://127.0.0.1:1/",
            ["CLOUDSDK_API_ENDPOINT_OVERRIDES_STS"] = "http://127.0.0.1:1",
            ["CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS"] = "http://127.0.0.1:1/",
        });
        broker.Wire.Answer = sent => new ScriptedAnswer(200, GoogleCloud.Token());
        await broker.ConnectGcpAsync();
        await broker.ConnectGcpAsync(GoogleCloud.Federation(), new ConnectGcpRequest { ProjectIds = ["other-project"] });

        broker.Wire.Sent.ShouldAllBe(sent => sent.Uri.Authority == "127.0.0.1:1");
        broker.Wire.Sent.Select(sent => sent.Uri.AbsolutePath).Take(2).ShouldBe(["/token", "/v1/token"]);
    }

    [Theory]
    [InlineData("http://proxy.example/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("proxy.example")]
    public void Override_ThatWouldSendTokensInTheClear_IsRefused(string address)
    {
        using var broker = new Broker(settings: new()
        {
            ["CLOUDSDK_API_ENDPOINT_OVERRIDES_OAUTH2"] = address, ["CLOUDSDK_API_ENDPOINT_OVERRIDES_STS"] = "https://proxy.example",
        });
        var endpoints = broker.Get<GoogleEndpoints>();

        Should.Throw<InvalidOperationException>(() => endpoints.Key).Message.ShouldContain("_OAUTH2 must be an https address");
        endpoints.Sts.AbsoluteUri.ShouldBe("https://proxy.example/v1/token");
    }

    [Fact]
    public void Document_HostileOrWrong_IsRefusedWithAReason()
    {
        Error("[]").ShouldContain("JSON object");
        Error("{").ShouldContain("no JSON");
        Error("""{"type":"\ud800"}""").ShouldContain("text that is none");
        Error("""{"type":"service_account","type":"external_account"}""").ShouldContain("twice");
        Error("""{"type":"authorized_user","refresh_token":"x"}""").ShouldContain("person");
        Error("""{"type":"impersonated_service_account"}""").ShouldContain("type");
        Error($$"""{"type":"service_account","client_email":"{{new string('a', 20_000)}}"}""").ShouldContain("bytes");
        Error(Key(x => x["client_email"] = "evil@attacker.example")).ShouldContain("client_email");
        Error(Key(x => x["client_email"] = "a@b.iam.gserviceaccount.com/../x")).ShouldContain("client_email");
        Error(Key(x => x["private_key"] = "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----")).ShouldContain("private_key");
        Error(Key(x => x["private_key"] = WeakKey())).ShouldContain("2,048");
        Error(Federation(x => x["audience"] = "//attacker.example/pool")).ShouldContain("audience");
        Error(Federation(x => x["subject_token_type"] = "urn:ietf:params:aws:token-type:aws4_request")).ShouldContain("subject_token_type");
        Error(Federation(x => x["service_account_impersonation_url"] = "https://attacker.example/v1/x:generateAccessToken"))
            .ShouldContain("service_account_impersonation_url");
        Error(Federation(x => x["service_account_impersonation_url"] = 5)).ShouldContain("service_account_impersonation_url");
        Documents.Read(null).Error.ShouldNotBeNull();
    }

    [Fact]
    public async Task Decide_ResourcesGoByTheProjectInTheirFullName()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, GoogleCloud.Token());
        await _broker.ConnectGcpAsync();
        var mine = Resource("//run.googleapis.com/projects/shop-prod/locations/r/services/s", "other-project");
        var theirs = Resource("//run.googleapis.com/projects/other-project/locations/r/services/s", "shop-prod");

        var decision = (await _broker.DecideAsync(_broker.Request() with
        {
            Alarm = null, Scope = new InvestigationScope { Resources = [mine, theirs] },
        })).ShouldNotBeNull();

        decision.Grants.ShouldHaveSingleItem().Target.Resources.ShouldBe([mine]);
    }

    [Fact]
    public async Task Budget_OfSeveralProjects_IsReservedInEach()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, GoogleCloud.Token());
        await _broker.ConnectGcpAsync(request: new ConnectGcpRequest { ProjectIds = ["shop-prod", "shop-data"] });
        var token = (await _broker.DecideAsync(Request()))!.Grants.Single().SessionToken;

        var budget = (await _broker.RedeemAsync(token, caller: "collector-gcp", audience: CredentialAudiences.GcpLogging)).Response!.CallBudget;

        budget["logging.logEntries.list"].ShouldBe(10, "an investigation may need all its calls in one project");
        await using var db = _broker.NewContext();
        db.Reservations.Where(x => x.Api == "logging.logEntries.list").Select(x => x.Account).Order().ShouldBe(["shop-data", "shop-prod"]);
        db.Reservations.Select(x => x.Provider).Distinct().ShouldBe([CloudProvider.Gcp]);
    }

    [Fact]
    public async Task Change_KeyCannotTakeTheNameOfAFederation()
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, GoogleCloud.Token());
        var view = (await _broker.ConnectGcpAsync()).Integration!;
        await using var db = _broker.NewContext();
        var row = db.Integrations.Single();

        _broker.Get<Providers.CloudAccesses>().Of(CloudProvider.Gcp).Check(new ChangeIntegrationRequest
        {
            Credential = GoogleCloud.Json(GoogleCloud.Federation()), Regions = ["x"],
        }, row).Select(x => x.Field).ShouldBe(["credential", "regions"]);
        var changed = await Changes.ChangeAsync(Broker.Tenant, "admin", view.Id,
            new ChangeIntegrationRequest { ProjectIds = ["shop-data"], Links = ["int_1"] }, CancellationToken.None);
        changed!.Integration!.Accounts.ShouldBe(["shop-data"]);
    }

    [Fact]
    public void Setup_PermissionsAreThoseOfThePlansAndTheLinesHoldIssuerAndSubject()
    {
        var setup = GcpSetup.Create(new KeylessSubject
        {
            Issuer = Broker.Issuer, Subject = "tenant:t:integration:i", Audience = GcpSetup.AudienceForm, JwksUri = $"{Broker.Issuer}/.well-known/jwks.json",
        });

        setup.Permissions.ShouldBe(GcpPlans.All.Append(GcpResolve.Plan).SelectMany(x => x.Calls).Select(x => x.Permission)
            .Distinct().Order(StringComparer.Ordinal));
        setup.Permissions.ShouldContain("resourcemanager.projects.get");
        setup.Permissions.ShouldNotContain(x => x == GcpExcess.Asking || GcpExcess.Permissions.Contains(x));
        setup.KeylessCommands!.ShouldContain(x => x.Contains($"--issuer-uri \"{Broker.Issuer}\"") && x.Contains("assertion.sub == 'tenant:t:integration:i'"));
        setup.KeylessCommands!.ShouldNotContain(x => x.Contains("keys create"));
        setup.Terraform.ShouldContain("issuer_uri = \"https://causeflow.example.com\"");
        foreach (var permission in setup.Permissions)
        {
            setup.Terraform.ShouldContain($"    \"{permission}\",");
        }

        Documents.Read(GoogleCloud.Json(setup.KeylessDocument!)).Error!.ShouldContain("audience", Case.Sensitive, "number and account are to be filled in");
        GcpSetup.Create(null).GcloudCommands.ShouldContain(x => x.Contains("keys create"));
    }

    private GcpDocuments Documents => _broker.Get<GcpDocuments>();

    private string Error(string document) => Documents.Read(JsonSerializer.SerializeToElement(document)).Error.ShouldNotBeNull();

    private static string Key(Action<Dictionary<string, object?>> change)
    {
        var document = GoogleCloud.Key();
        change(document);
        return JsonSerializer.Serialize(document);
    }

    private static string Federation(Action<Dictionary<string, object?>> change)
    {
        var document = GoogleCloud.Federation();
        change(document);
        return JsonSerializer.Serialize(document);
    }

    private static string WeakKey()
    {
        using var rsa = RSA.Create(1024);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    private async Task<Providers.Refusal> RefusalAsync(string description)
    {
        _broker.Wire.Answer = _ => new ScriptedAnswer(400, GoogleCloud.OAuthError("invalid_grant", description));
        return (await _broker.ConnectGcpAsync()).Refusal.ShouldNotBeNull();
    }

    /// <summary>A pool and an account as they should be: only the right subject may act as the account.</summary>
    private string Answers(Func<string, bool> isKnown, bool checksSubject = true)
    {
        _broker.Wire.Answer = sent =>
        {
            if (sent.Uri.Host == "sts.googleapis.com")
            {
                var subject = Claims(sent.Field("subject_token")!).GetProperty("sub").GetString()!;
                return checksSubject && subject.StartsWith("tenant:none", StringComparison.Ordinal) || !isKnown(subject)
                    ? new ScriptedAnswer(401, GoogleCloud.OAuthError("unauthorized_client", "rejected by the attribute condition"))
                    : new ScriptedAnswer(200, GoogleCloud.Token("federated"));
            }

            return new ScriptedAnswer(200,
                $$"""{"accessToken":"{{GoogleCloud.CanaryToken}}","expireTime":"{{_broker.Time.GetUtcNow().AddSeconds(900):yyyy-MM-ddTHH:mm:ssZ}}"}""");
        };
        return GoogleCloud.Account;
    }

    private static JsonElement Claims(string token) =>
        JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

    private InvestigationRequested Request()
    {
        var request = _broker.Request();
        return request with { Alarm = request.Alarm! with { Provider = CloudProvider.Gcp, Account = "shop-prod", Region = "global" } };
    }

    private static ResourceRef Resource(string id, string account) => new()
    {
        Provider = CloudProvider.Gcp, Account = account, Region = "europe-west1", Kind = "run_service", Id = id, Name = "s",
    };
}
