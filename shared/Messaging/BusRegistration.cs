using System.Net.Security;
using System.Security.Authentication;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Tls;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CauseFlow.Messaging;

public static class BusRegistration
{
    /// <summary>A service with a database takes part in the bus: its consumers run behind the inbox, its outbox is dispatched.</summary>
    public static IServiceCollection AddBusParticipant<TContext>(
        this IServiceCollection services, string service, Action<BusParticipant> configure)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(configure);
        var participant = new BusParticipant(service, typeof(Inbox<TContext>));
        configure(participant);
        services.AddSingleton(participant);
        services.AddScoped<Inbox<TContext>>();
        services.AddScoped<Outbox<TContext>>();
        services.AddSingleton<OutboxSignal<TContext>>();
        services.AddSingleton<OutboxStore<TContext>>();
        services.AddSingleton<OutboxDispatcher<TContext>>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<OutboxDispatcher<TContext>>());
        services.AddMetrics();
        services.TryAddSingleton<MessagingMetrics>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<OutboxWatch<TContext>>(provider, service));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<OutboxWatch<TContext>>());
        services.AddSingleton<InboxSweep<TContext>>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<InboxSweep<TContext>>());
        services.AddSingleton<IOutboxDispatcher>(provider => provider.GetRequiredService<OutboxDispatcher<TContext>>());
        return services;
    }

    /// <summary>A stateless service takes part in the bus: no inbox, no retry, it publishes at once.</summary>
    public static IServiceCollection AddBusParticipant(
        this IServiceCollection services, string service, Action<BusParticipant> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var participant = new BusParticipant(service, null);
        configure(participant);
        return services.AddSingleton(participant);
    }

    // "Bus": { "Transport": "InMemory" }
    // "Bus": { "Transport": "RabbitMq", "Host": "…", "Port": 5671, "VirtualHost": "/", "Username": "…", "Password": "…",
    //          "UseTls": true, "CaFile": "ca.crt" }

    /// <summary>The one bus of this host, made of what its services contributed; called once, last.</summary>
    public static IServiceCollection AddServiceBus(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BusOptions>().Bind(configuration.GetSection("Bus")).ValidateDataAnnotations().ValidateOnStart();
        var options = configuration.GetSection("Bus").Get<BusOptions>() ?? new BusOptions();
        RequireTls(options, configuration);
        var participants = services.Where(s => s.ServiceType == typeof(BusParticipant))
            .Select(s => (BusParticipant)s.ImplementationInstance!).ToList();
        var endpoints = new EndpointMap(participants);
        services.AddSingleton(endpoints);
        services.AddSingleton<DeliveryTracker>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<MassTransitHostOptions>().Configure(host =>
        {
            host.WaitUntilStarted = options.Transport == BusTransport.InMemory;
            host.StartTimeout = TimeSpan.FromSeconds(30);
        });
        services.AddMetrics();
        services.TryAddSingleton<MessagingMetrics>();
        services.AddReceiveObserver<GivenUpObserver>();
        services.AddMassTransit(bus =>
        {
            foreach (var endpoint in participants.SelectMany(participant => participant.Endpoints))
            {
                endpoint.Register(bus);
            }

            bus.AddConfigureEndpointsCallback((context, name, endpoint) =>
                EndpointDefaults.Apply(context, name, endpoint, options));
            UseTransport(bus, options);
        });
        if (options.Transport == BusTransport.InMemory)
        {
            services.AddHostedService<RestartRecoveryHost>();
        }

        return services;
    }

    /// <summary>
    /// Findings, session tokens and the bus password travel on it, so that plain text is for one machine only, as between the
    /// services: a network that encrypts by itself sets the same key.
    /// </summary>
    private static void RequireTls(BusOptions options, IConfiguration configuration)
    {
        if (options is { Transport: BusTransport.RabbitMq, UseTls: false }
            && !options.Nodes.Select(node => node.Split(':')[0]).Append(options.Host).All(IsThisMachine)
            && !(bool.TryParse(configuration["Services:AllowPlainInternal"], out var allowed) && allowed))
        {
            throw new InvalidOperationException(
                $"RabbitMQ at {options.Host} would be spoken to in plain text. Set Bus:UseTls (and Bus:Port, usually 5671), or "
                + "Services:AllowPlainInternal where the network encrypts by itself.");
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    private static void UseTransport(IBusRegistrationConfigurator bus, BusOptions options)
    {
        if (options.Transport == BusTransport.InMemory)
        {
            bus.UsingInMemory((context, factory) =>
            {
                factory.ConfigureJsonSerializerOptions(UseContractForm);
                factory.ConfigureEndpoints(context);
            });
            return;
        }

        bus.UsingRabbitMq((context, factory) =>
        {
            factory.Host(options.Host, (ushort)options.Port, options.VirtualHost, host =>
            {
                host.Username(options.Username);
                host.Password(options.Password);
                if (options.Nodes.Count > 0)
                {
                    host.UseCluster(cluster =>
                    {
                        foreach (var node in options.Nodes)
                        {
                            cluster.Node(node);
                        }
                    });
                }

                if (options.UseTls)
                {
                    host.UseSsl(tls => UseTls(tls, options));
                }
            });
            factory.ConfigureJsonSerializerOptions(UseContractForm);
            EndpointDefaults.KeepErrorQueuesPlain(factory);

            // Nobody consumes what messages have in common: exchanges for it would only be more that services may write to.
            factory.Publish<ITenantMessage>(publish => publish.Exclude = true);
            factory.Publish<ISessionGranted>(publish => publish.Exclude = true);

            // Nor what all faults have in common: bound there, any service would get a copy of every other's messages.
            factory.Publish<Fault>(publish => publish.Exclude = true);
            factory.ConfigureEndpoints(context);
        });
    }

    private static void UseTls(IRabbitMqSslConfigurator tls, BusOptions options)
    {
        tls.ServerName = options.Host;
        tls.Protocol = SslProtocols.Tls12 | SslProtocols.Tls13;

        // MassTransit lets a chain that leads nowhere pass unless it is told not to.
        tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors
            | SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable);
        if (options.CaFile is { Length: > 0 } file)
        {
            tls.CertificateValidationCallback = Roots.OnlyThese(file);
        }
    }

    private static System.Text.Json.JsonSerializerOptions UseContractForm(System.Text.Json.JsonSerializerOptions options)
    {
        ContractJson.Apply(options);
        return options;
    }
}
