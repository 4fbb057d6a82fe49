using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using CauseFlow.CollectorAws;
using CauseFlow.CollectorAzure;
using CauseFlow.CollectorGcp;
using CauseFlow.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Architecture.Tests;

/// <summary>A collector scales on the queue that it really has: a name that nobody declares would scale on nothing, in silence.</summary>
public sealed partial class ScaledQueueTests
{
    [Fact]
    public void Scalers_of_the_cluster_watch_the_endpoints_that_the_code_makes()
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().Build();
        services.AddCollectorAws(configuration).AddCollectorAzure(configuration).AddCollectorGcp(configuration);
        var queues = services.Select(service => service.ImplementationInstance).OfType<BusParticipant>()
            .SelectMany(participant => LastingEndpoints(participant).Select(queue => (participant.Service, Queue: queue)));

        Scaler().Matches(Repository.Clone.Read("deploy/k8s/components/keda/collectors.yaml"))
            .Select(match => (Service: match.Groups["service"].Value, Queue: match.Groups["queue"].Value))
            .ShouldBe(queues, ignoreOrder: true);
    }

    private static IEnumerable<string> LastingEndpoints(BusParticipant participant) =>
        ((IEnumerable)Member(participant, "Endpoints")).Cast<object>().Where(endpoint => !(bool)Member(endpoint, "IsTemporary"))
            .Select(endpoint => (string)Member(endpoint, "Name"));

    private static object Member(object of, string name) => of.GetType()
        .GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(of)!;

    [GeneratedRegex(@"scaleTargetRef: \{[^}]*name: (?<service>[a-z-]+)\}(.|\n)*?queueName: (?<queue>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Scaler();
}
