using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Sns;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class SnsTests : SimulatorTest
{
    private SnsReceiver receiver = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        receiver = await SnsReceiver.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task PublishAlarm_MessageVerifiesByTheRules(string version)
    {
        var delivery = (await Simulator.PublishAlarmAsync(
            new AlarmPublication { Url = receiver.Url, SignatureVersion = version })).Single();

        delivery.Delivered.ShouldBeTrue();
        receiver.Messages.TryDequeue(out var got).ShouldBeTrue();
        got!.ContentType.ShouldBe("text/plain; charset=UTF-8");
        got.Headers["x-amz-sns-message-type"].ToString().ShouldBe("Notification");
        got.Headers["x-amz-sns-topic-arn"].ToString().ShouldBe(Simulator.Facts.TopicArn);
        (await VerifiesAsync(got.Message)).ShouldBeTrue();
        got.Message["Message"] = ((string)got.Message["Message"]!).Replace("ALARM", "OK", StringComparison.Ordinal);
        (await VerifiesAsync(got.Message)).ShouldBeFalse();
    }

    [Fact]
    public async Task PublishAlarm_HasTheRealShape()
    {
        await Simulator.PublishAlarmAsync(new AlarmPublication { Url = receiver.Url });

        receiver.Messages.TryDequeue(out var got).ShouldBeTrue();
        ((string?)got!.Message["Subject"]).ShouldBe("ALARM: \"checkout-handler-errors\" in US East (N. Virginia)");
        var alarm = JsonNode.Parse((string)got.Message["Message"]!)!;
        ((string?)alarm["NewStateValue"]).ShouldBe("ALARM");
        ((string?)alarm["OldStateValue"]).ShouldBe("OK");
        ((string?)alarm["Region"]).ShouldBe("US East (N. Virginia)");
        ((string?)alarm["StateChangeTime"]).ShouldBe(AlarmTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff") + "+0000");
        ((string?)alarm["AlarmArn"]).ShouldBe(Simulator.Facts.AlarmArn);
        var trigger = alarm["Trigger"]!;
        ((string?)trigger["Statistic"]).ShouldBe("SUM");
        ((string?)trigger["Dimensions"]![0]!["name"]).ShouldBe("FunctionName");
        ((string?)trigger["Dimensions"]![0]!["value"]).ShouldBe("checkout-handler");
        trigger["Unit"].ShouldBeNull();
    }

    [Fact]
    public async Task Subscribe_ConfirmationVerifiesAndSubscribeUrlConfirms()
    {
        await Simulator.Publisher.SubscribeAsync(receiver.Url, "2");
        receiver.Messages.TryDequeue(out var got).ShouldBeTrue();
        (await VerifiesAsync(got!.Message)).ShouldBeTrue();
        (await Simulator.PublishAlarmAsync(new AlarmPublication())).ShouldBeEmpty();

        using var http = SnsHttp();
        var answer = await http.GetStringAsync(new Uri((string)got.Message["SubscribeURL"]!));

        answer.ShouldContain("<ConfirmSubscriptionResult>");
        Simulator.Publisher.Subscriptions.Single().Confirmed.ShouldBeTrue();
        (await Simulator.PublishAlarmAsync(new AlarmPublication { State = "OK" })).Single().Delivered.ShouldBeTrue();
    }

    [Fact]
    public async Task Deliver_ServerErrorsAreRetried_ClientErrorsAreNot()
    {
        Simulator.Publisher.RetryPolicy = new SnsRetryPolicy { DelayMs = 1 };
        receiver.Statuses.Enqueue(503);
        receiver.Statuses.Enqueue(500);
        (await PublishAsync()).Attempts.ShouldBe([503, 500, 200]);

        receiver.Statuses.Enqueue(403);
        (await PublishAsync()).Attempts.ShouldBe([403]);
    }

    [Fact]
    public async Task Certificate_ChainsToTheRootAndFetchesAreCounted()
    {
        await PublishAsync();
        receiver.Messages.TryDequeue(out var got).ShouldBeTrue();

        (await ChainErrorAsync(got!.Message)).ShouldBe(X509ChainStatusFlags.NoError);

        Simulator.CertificateFetches.ShouldBe(1);
        var leaf = (await FetchAsync(got.Message)).ShouldHaveSingleItem();
        leaf.Subject.ShouldBe("CN=sns.amazonaws.com");
        (await IssuerAsync(leaf)).Subject.ShouldBe("CN=Simulated RSA 2048 M01, O=Simulated Cloud");
    }

    [Fact]
    public async Task Certificate_ABundle_HoldsLeafAndIntermediate()
    {
        var message = Simulator.Publisher.Notification(null, "hello", "arn:aws:sns:us-east-1:999999999999:attacker");
        var signed = Simulator.IssueSigner(new SnsSignerSpec { LeafOnly = false }).Sign(message, "2");

        (await FetchAsync(signed)).Select(certificate => certificate.Subject)
            .ShouldBe(["CN=sns.amazonaws.com", "CN=Simulated RSA 2048 M01, O=Simulated Cloud"]);
    }

    [Fact]
    public async Task IssueSigner_HostileCertificates_SignValidlyButDoNotChain()
    {
        var message = Simulator.Publisher.Notification(null, "hello", "arn:aws:sns:us-east-1:999999999999:attacker");
        var foreign = Simulator.IssueSigner(new SnsSignerSpec { ForeignRoot = true }).Sign(message, "2");
        var expired = Simulator.IssueSigner(new SnsSignerSpec
        {
            NotBefore = TimeProvider.System.GetUtcNow().AddDays(-30),
            NotAfter = TimeProvider.System.GetUtcNow().AddDays(-1),
        }).Sign(message, "2");

        (await VerifiesAsync(foreign)).ShouldBeTrue();
        (await VerifiesAsync(expired)).ShouldBeTrue();
        (await ChainErrorAsync(foreign)).ShouldBe(X509ChainStatusFlags.PartialChain);
        (await ChainErrorAsync(expired)).ShouldBe(X509ChainStatusFlags.NotTimeValid);
    }

    private async Task<SnsDelivery> PublishAsync() =>
        (await Simulator.PublishAlarmAsync(new AlarmPublication { Url = receiver.Url })).Single();

    /// <summary>Written from AWS's rules, not from the signer, so that both would have to be wrong alike.</summary>
    private async Task<bool> VerifiesAsync(JsonObject message)
    {
        var names = (string?)message["Type"] == "Notification"
            ? "Message,MessageId,Subject,Timestamp,TopicArn,Type"
            : "Message,MessageId,SubscribeURL,Timestamp,Token,TopicArn,Type";
        var text = string.Concat(names.Split(',')
            .Where(name => message.ContainsKey(name))
            .Select(name => $"{name}\n{message[name]}\n"));
        using var key = (await FetchAsync(message))[0].GetRSAPublicKey()!;
        return key.VerifyData(
            Encoding.UTF8.GetBytes(text), Convert.FromBase64String((string)message["Signature"]!),
            (string?)message["SignatureVersion"] == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
    }

    private async Task<X509ChainStatusFlags> ChainErrorAsync(JsonObject message)
    {
        var certificates = await FetchAsync(message);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Simulator.SnsRootPem));
        chain.ChainPolicy.ExtraStore.AddRange(certificates);
        chain.ChainPolicy.ExtraStore.Add(await IssuerAsync(certificates[0]));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.Build(certificates[0]);
        return chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
    }

    private async Task<X509Certificate2Collection> FetchAsync(JsonObject message)
    {
        using var http = SnsHttp();
        var collection = new X509Certificate2Collection();
        collection.ImportFromPem(await http.GetStringAsync(new Uri((string)message["SigningCertURL"]!)));
        return collection;
    }

    private async Task<X509Certificate2> IssuerAsync(X509Certificate2 leaf)
    {
        var address = leaf.Extensions.OfType<X509AuthorityInformationAccessExtension>().Single().EnumerateCAIssuersUris().Single();
        using var http = SnsHttp();
        return X509CertificateLoader.LoadCertificate(await http.GetByteArrayAsync(new Uri(address)));
    }

    /// <summary>Maps the host name to loopback and trusts nothing but the simulator's root.</summary>
    private HttpClient SnsHttp() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, token) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509Certificate2.CreateFromPem(Simulator.SnsRootPem) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    });
}
