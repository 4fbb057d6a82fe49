using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Messaging;

/// <summary>The bus; configuration section <c>Bus</c>.</summary>
public sealed class BusOptions
{
    /// <summary>InMemory within one process; RabbitMq between services. Default InMemory.</summary>
    public BusTransport Transport { get; set; } = BusTransport.InMemory;

    /// <summary>RabbitMQ host name.</summary>
    [Required]
    public string Host { get; set; } = "localhost";

    /// <summary>RabbitMQ port. Default 5672; with TLS usually 5671.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 5672;

    /// <summary>
    /// Nodes of a RabbitMQ cluster as <c>host:port</c>, where no one name leads to all: any that is up is taken. <see cref="Host"/>
    /// then is only the name in their certificate. Default: none.
    /// </summary>
    public IList<string> Nodes { get; } = [];

    /// <summary>RabbitMQ virtual host. Default /.</summary>
    [Required]
    public string VirtualHost { get; set; } = "/";

    /// <summary>RabbitMQ user of this service.</summary>
    public string Username { get; set; } = "";

    /// <summary>That user's password.</summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// TLS, with the server's certificate checked against the host's name. Required for another machine, unless
    /// <c>Services:AllowPlainInternal</c> is set. Default false.
    /// </summary>
    public bool UseTls { get; set; }

    /// <summary>
    /// PEM file of the authority of RabbitMQ's certificate; no other counts then. Default: the machine's own authorities.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>Messages a queue hands out before they are acknowledged. Default 32.</summary>
    [Range(1, 1000)]
    public int Prefetch { get; set; } = 32;

    /// <summary>How often a quorum queue delivers a message whose consumer dies before it is dead-lettered. Default 10.</summary>
    [Range(2, 100)]
    public int DeliveryLimit { get; set; } = 10;

    /// <summary>
    /// Attempts after the first for a message of a service with a database, with growing pauses: 12, the default, outlive a
    /// failover of the store of about 70 s.
    /// </summary>
    [Range(0, 12)]
    public int MaxRetries { get; set; } = 12;

    /// <summary>How long one publish may take, in seconds, before its outcome counts as unknown. Default 10.</summary>
    [Range(1, 60)]
    public int PublishTimeoutSeconds { get; set; } = 10;

    /// <summary>How often the outbox is looked at without a signal, in milliseconds. Default 1,000.</summary>
    [Range(50, 60_000)]
    public int PollIntervalMilliseconds { get; set; } = 1_000;

    /// <summary>Rows a dispatcher claims at once. Default 50.</summary>
    [Range(1, 500)]
    public int DispatchBatch { get; set; } = 50;

    /// <summary>
    /// How long it is remembered that a message has taken effect, in days: longer than any queue may hold it. Default 7.
    /// </summary>
    [Range(1, 365)]
    public int InboxRetentionDays { get; set; } = 7;

    /// <summary>How often the inbox is swept, in minutes. Default 10.</summary>
    [Range(1, 1_440)]
    public int InboxSweepMinutes { get; set; } = 10;

    /// <summary>Inbox rows that one statement deletes. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int InboxSweepBatch { get; set; } = 1_000;

    public override string ToString() => $"BusOptions {{ Transport = {Transport}, Host = {Host}, Password = [redacted] }}";
}
