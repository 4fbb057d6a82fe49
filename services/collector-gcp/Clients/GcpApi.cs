using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>One of Google's APIs: where it answers and for which audience its token is.</summary>
/// <param name="Host">Its own host.</param>
/// <param name="Variable">Its name in gcloud's variables that move an endpoint.</param>
/// <param name="Audience">One of <see cref="CredentialAudiences"/>: each token has the narrowest scope that its API takes.</param>
internal sealed record GcpApi(string Host, string Variable, string Audience)
{
    public static GcpApi Compute { get; } = new("compute.googleapis.com", "COMPUTE", CredentialAudiences.GcpCompute);

    public static GcpApi Container { get; } = new("container.googleapis.com", "CONTAINER", CredentialAudiences.GcpContainer);

    public static GcpApi Run { get; } = new("run.googleapis.com", "RUN", CredentialAudiences.GcpRun);

    public static GcpApi Logging { get; } = new("logging.googleapis.com", "LOGGING", CredentialAudiences.GcpLogging);

    public static GcpApi Monitoring { get; } = new("monitoring.googleapis.com", "MONITORING", CredentialAudiences.GcpMonitoring);

    public static GcpApi ResourceManager { get; } = new(
        "cloudresourcemanager.googleapis.com", "CLOUDRESOURCEMANAGER", CredentialAudiences.GcpResourceManager);
}
