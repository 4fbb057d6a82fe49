using System.Text.RegularExpressions;

namespace CauseFlow.Messaging;

/// <summary>
/// What RabbitMQ's server has to allow the user of one service, made of what the service consumes and publishes. Regular
/// expressions as <c>rabbitmqctl set_permissions</c> and definition files take them. Nobody may write to the default exchange,
/// which would reach any queue by its name, or read what others could not handle.
/// </summary>
/// <param name="Configure">What the service may declare.</param>
/// <param name="Write">The exchanges that it may publish to and the queues that it may bind.</param>
/// <param name="Read">The queues that it may consume and the exchanges that it may bind from.</param>
public sealed record BusPermissions(string Configure, string Write, string Read)
{
    private const string Unreadable = "MassTransit:ReceiveFault";

    public static BusPermissions Of(BusParticipant participant)
    {
        ArgumentNullException.ThrowIfNull(participant);
        var own = $"{Regex.Escape(participant.Service)}-.*";
        var consumed = participant.Endpoints.SelectMany(endpoint => endpoint.MessageTypes).Select(ExchangeOf).ToList();
        var published = participant.Published.Select(ExchangeOf).ToList();
        List<string> faults = participant.Endpoints.Count == 0 ? [] :
            [.. participant.Endpoints.SelectMany(endpoint => endpoint.MessageTypes).Select(FaultOf), Unreadable];
        return new BusPermissions(
            Any(own, [.. consumed, .. published, .. faults]),
            Any(own, [.. published, .. faults, .. participant.ForeignErrorQueues]),
            Any(own, [.. consumed, .. participant.ForeignErrorQueues]));
    }

    private static string Any(string own, IEnumerable<string> exchanges) =>
        $"^({string.Join('|', exchanges.Distinct().Order(StringComparer.Ordinal).Select(Regex.Escape).Prepend(own))})$";

    /// <summary>As MassTransit names the exchange of a message.</summary>
    private static string ExchangeOf(Type type) =>
        type.IsGenericType ? FaultOf(type.GetGenericArguments()[0]) : $"{type.Namespace}:{type.Name}";

    private static string FaultOf(Type type) => $"MassTransit:Fault--{ExchangeOf(type)}--";
}
