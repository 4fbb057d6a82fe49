using System.Text.Json;
using System.Text.RegularExpressions;
using CauseFlow.CollectorAws;
using CauseFlow.CollectorAzure;
using CauseFlow.CollectorGcp;
using CauseFlow.CredentialBroker;
using CauseFlow.Ingestion;
using CauseFlow.Investigations;
using CauseFlow.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Architecture.Tests;

/// <summary>What each service's RabbitMQ user may do is made of what the service says that it consumes and publishes.</summary>
public sealed class BusPermissionsTests
{
    private const string File = "deploy/rabbitmq/permissions.json";
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void The_file_is_what_the_services_say()
    {
        var clone = Repository.Clone;
        var expected = JsonSerializer.Serialize(Permissions(), Form) + "\n";
        var path = Path.Combine(clone.Root, File);
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, expected);
        }

        clone.Read(File).ShouldBe(expected, "CAUSEFLOW_APPROVE=1 writes the file again");
    }

    [Theory]
    [InlineData("CauseFlow.Contracts:InvestigationRequested", "ingestion, investigations")]
    [InlineData("CauseFlow.Contracts:AwsSessionGranted", "credential-broker")]
    [InlineData("CauseFlow.Contracts:AzureSessionGranted", "credential-broker")]
    [InlineData("CauseFlow.Contracts:GcpSessionGranted", "credential-broker")]
    [InlineData("CauseFlow.Contracts:LeaseClosed", "credential-broker")]
    [InlineData("CauseFlow.Contracts:InvestigationCompleted", "investigations")]
    [InlineData("CauseFlow.Contracts:FindingsPublished", "collector-aws, collector-azure, collector-gcp")]
    [InlineData("collector-aws-aws-session-granted", "collector-aws")]
    [InlineData("credential-broker-investigation-requested", "credential-broker")]
    [InlineData("MassTransit:Fault--CauseFlow.Contracts:AwsSessionGranted--", "collector-aws")]
    [InlineData("collector-aws-aws-session-granted_error", "collector-aws, credential-broker")]
    [InlineData("ingestion-integration-changed_error", "ingestion")]
    [InlineData("amq.default", "")]
    [InlineData("amq.topic", "")]
    [InlineData("CauseFlowxContracts:InvestigationRequested", "")]
    public void Only_these_may_write_to_an_exchange(string exchange, string services) =>
        string.Join(", ", Permissions().Where(user => Regex.IsMatch(exchange, user.Value.Write)).Select(user => user.Key))
            .ShouldBe(services);

    /// <summary>Bound there, a queue would get a copy of what others could not handle, or of every cloud's findings.</summary>
    [Theory]
    [InlineData("MassTransit:Fault", "")]
    [InlineData("MassTransit:ReceiveFault", "")]
    [InlineData("CauseFlow.Contracts:FindingsPublished", "investigations")]
    [InlineData("CauseFlow.Contracts:AzureSessionGranted", "collector-azure")]
    [InlineData("MassTransit:Fault--CauseFlow.Contracts:AwsSessionGranted--", "investigations")]
    public void Only_these_may_bind_from_an_exchange(string exchange, string services) =>
        string.Join(", ", Permissions().Where(user => Regex.IsMatch(exchange, user.Value.Read)).Select(user => user.Key))
            .ShouldBe(services);

    [Fact]
    public void Every_error_queue_has_a_service_with_a_door_that_answers_for_it()
    {
        string[] doors = ["ingestion", "credential-broker", "investigations"];
        var participants = Participants();
        var answered = participants.Where(participant => doors.Contains(participant.Service))
            .SelectMany(participant => participant.ErrorQueues).ToList();

        answered.ShouldBeUnique();
        participants.SelectMany(participant => participant.ErrorQueues).Distinct().Order().ShouldBe(answered.Order());
    }

    private static SortedDictionary<string, BusPermissions> Permissions() =>
        new(Participants().ToDictionary(participant => participant.Service, BusPermissions.Of), StringComparer.Ordinal);

    private static List<BusParticipant> Participants()
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().Build();
        services.AddIngestion(configuration);
        services.AddCredentialBroker(configuration);
        services.AddInvestigations(configuration);
        services.AddCollectorAws(configuration);
        services.AddCollectorAzure(configuration);
        services.AddCollectorGcp(configuration);
        return [.. services.Select(service => service.ImplementationInstance).OfType<BusParticipant>()];
    }
}
