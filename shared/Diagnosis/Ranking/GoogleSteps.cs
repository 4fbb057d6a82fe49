using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Rules;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>Lines of the <c>gcloud</c> command that only read.</summary>
internal static class GoogleSteps
{
    public static IEnumerable<string> For(Hypothesis hypothesis, InvestigationWindow window)
    {
        var resource = hypothesis.Resource;
        var name = Shell.Word(resource.Name);
        var project = $"--project {Shell.Word(resource.Account)}";
        var place = Shell.Word(Place(resource));
        switch (resource.Kind)
        {
            case ResourceKinds.RunService:
                yield return $"gcloud run services describe {name} --region {place} {project}";
                yield return $"gcloud run revisions list --service {name} --region {place} {project}";
                yield return Read(
                    $"resource.type=\"cloud_run_revision\" AND resource.labels.service_name={Quoted(resource.Name)} AND severity>=ERROR", window, project);
                break;
            case ResourceKinds.RunRevision:
                yield return $"gcloud run revisions describe {name} --region {place} {project}";
                break;
            case ResourceKinds.ComputeInstance:
                yield return $"gcloud compute instances describe {name} --zone {place} {project}";
                yield return $"gcloud compute instances get-serial-port-output {name} --zone {place} {project}";
                break;
            case ResourceKinds.GkeCluster:
                yield return $"gcloud container clusters describe {name} --location {place} {project}";
                yield return $"gcloud container operations list --location {place} {project}";
                break;
            case ResourceKinds.GkeNodePool when After(resource.Id, "clusters") is { } cluster:
                yield return $"gcloud container node-pools describe {name} --cluster {Shell.Word(cluster)} --location {place} {project}";
                yield return $"gcloud container operations list --location {place} {project}";
                break;
            case ResourceKinds.CloudSqlInstance:
                yield return $"gcloud sql instances describe {name} {project}";
                break;
        }

        if (hypothesis.ChangeId is not null)
        {
            // The audit log names a resource without its service, which the full resource name begins with.
            var path = resource.Id.StartsWith("//", StringComparison.Ordinal) && resource.Id.IndexOf('/', 2) is > 0 and var slash
                ? resource.Id[(slash + 1)..] : resource.Name;
            yield return Read(
                $"logName={Quoted($"projects/{resource.Account}/logs/cloudaudit.googleapis.com%2Factivity")} AND protoPayload.resourceName={Quoted(path)}",
                window with { From = window.From.AddHours(-4) }, project);
        }
    }

    private static string Read(string filter, InvestigationWindow window, string project) =>
        $"gcloud logging read {Shell.Word($"{filter} AND timestamp>=\"{Shell.Iso(window.From)}\" AND timestamp<=\"{Shell.Iso(window.To)}\"")} {project} --limit 50";

    /// <summary>A text of the query language.</summary>
    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Place(ResourceRef resource) =>
        After(resource.Id, "locations") ?? After(resource.Id, "zones") ?? After(resource.Id, "regions") ?? resource.Region;

    private static string? After(string id, string word)
    {
        var parts = id.Split('/');
        var at = Array.IndexOf(parts, word);
        return at >= 0 && at + 1 < parts.Length && parts[at + 1].Length > 0 ? parts[at + 1] : null;
    }
}
