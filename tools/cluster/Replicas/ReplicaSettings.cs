using System.Globalization;
using CauseFlow.Cluster.Tls;

namespace CauseFlow.Cluster.Replicas;

/// <summary>Where each service finds the others, the servers and its own keys: what an installation writes into its settings.</summary>
internal sealed class ReplicaSettings(LocalCluster cluster, ClusterOptions options, string caFile)
{
    /// <summary>What is alike for all of its kind.</summary>
    public Dictionary<string, string> Common(ServiceReplica replica, (string CertificateFile, string KeyFile) certificate)
    {
        var isGateway = replica.Service == ServiceNames.Gateway;
        var settings = new Dictionary<string, string>
        {
            ["Listen:Api"] = $"{(isGateway ? "http" : "https")}://127.0.0.1:{replica.ApiPort}",
            ["Listen:Internal"] = $"https://127.0.0.1:{replica.InternalPort}",
            ["Listen:CertificateFile"] = certificate.CertificateFile,
            ["Listen:KeyFile"] = certificate.KeyFile,
            ["Services:CaFile"] = caFile,
            ["Identity:KeyFolder"] = cluster.KeyFolder(replica.Service),
            ["Identity:TrustedKeyFolder"] = cluster.TrustedFolder,
            ["Telemetry:TraceFile"] = replica.TraceFile,
        };
        foreach (var service in ServiceNames.WithStore.Where(service => service != ServiceNames.Gateway))
        {
            settings[$"Services:{service}:ApiUrl"] = $"https://{LocalAuthority.HostName}:{cluster.Of(service).ApiPort}";
            settings[$"Services:{service}:InternalUrl"] = $"https://{LocalAuthority.HostName}:{cluster.Of(service).InternalPort}";
        }

        if (isGateway && options.HasDashboard)
        {
            settings[$"Services:{ServiceNames.Dashboard}:ApiUrl"] =
                $"https://{LocalAuthority.HostName}:{cluster.Of(ServiceNames.Dashboard).ApiPort}";
        }

        if (ServiceNames.OnBus.Contains(replica.Service))
        {
            settings["Bus:Transport"] = "RabbitMq";
            settings["Bus:Host"] = LocalAuthority.HostName;
            settings["Bus:Port"] = cluster.RabbitMq.Ports[0].ToString(CultureInfo.InvariantCulture);
            foreach (var (i, port) in cluster.RabbitMq.Ports.Count == 1 ? [] : cluster.RabbitMq.Ports.Index())
            {
                settings[$"Bus:Nodes:{i}"] = $"{LocalAuthority.HostName}:{port}";
            }

            settings["Bus:UseTls"] = "true";
            settings["Bus:CaFile"] = caFile;
            settings["Bus:Username"] = replica.Service;
            settings["Bus:Password"] = cluster.PasswordOf(replica.Service);
        }

        if (ServiceNames.WithStore.Contains(replica.Service))
        {
            settings["Storage:Provider"] = "PostgreSql";
            settings["Storage:ConnectionString"] = cluster.ConnectionOf(replica.Service);
        }

        return settings;
    }

    /// <summary>What only one service has.</summary>
    public Dictionary<string, string> Own(string service) => service switch
    {
        ServiceNames.Gateway => new() { ["Gateway:FirstAdminKeyFile"] = cluster.AdminKeyFile },
        ServiceNames.Ingestion => new()
        {
            ["Secrets:KeyFolder"] = Path.Combine(cluster.KeyFolder(service), "secrets"),
            ["Secrets:CreateMissing"] = "true",
            ["Ingestion:RouteKeyMasterFile"] = Path.Combine(cluster.KeyFolder(service), "route-keys.key"),
            ["Ingestion:CreateMissingKeys"] = "true",
        },
        ServiceNames.Broker => new()
        {
            ["Secrets:KeyFolder"] = Path.Combine(cluster.KeyFolder(service), "secrets"),
            ["Secrets:CreateMissing"] = "true",
            ["Broker:KeyFolder"] = Path.Combine(cluster.KeyFolder(service), "broker"),
            ["Broker:CreateMissingKeys"] = "true",
        },
        ServiceNames.Dashboard => new()
        {
            ["Dashboard:ApiUrl"] = cluster.Url.ToString(),
            ["Secrets:KeyFolder"] = Path.Combine(cluster.KeyFolder(service), "secrets"),
            ["Secrets:CreateMissing"] = "true",
        },
        ServiceNames.Investigations => new()
        {
            ["Secrets:KeyFolder"] = Path.Combine(cluster.KeyFolder(service), "secrets"),
            ["Secrets:CreateMissing"] = "true",
        },
        _ => [],
    };
}
