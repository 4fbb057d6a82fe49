using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Rules;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>What a person looks at next. Every step only reads.</summary>
internal static class NextSteps
{
    private const int MaxSteps = 6;

    public static IReadOnlyList<string> For(Hypothesis hypothesis, CoverageGaps gaps, InvestigationWindow window)
    {
        var steps = new List<string>();
        var resource = hypothesis.Resource;
        if (resource.Kind == ResourceKinds.LambdaFunction)
        {
            steps.Add($"aws lambda get-function-configuration --function-name {resource.Name} --region {resource.Region}");
            if (hypothesis.ChangeId is not null)
            {
                steps.Add($"aws lambda list-versions-by-function --function-name {resource.Name} --region {resource.Region}");
            }

            if (hypothesis.Category is CauseCategory.CapacityLimit or CauseCategory.BadConfiguration)
            {
                steps.Add($"aws lambda get-function-concurrency --function-name {resource.Name} --region {resource.Region}");
            }

            steps.Add($"aws logs filter-log-events --log-group-name /aws/lambda/{resource.Name} --region {resource.Region}"
                + $" --start-time {Milliseconds(window.From)} --end-time {Milliseconds(window.To)} --max-items 50");
        }

        if (resource.Kind == ResourceKinds.Ec2Instance)
        {
            steps.Add($"aws ec2 describe-instance-status --instance-ids {resource.Name} --include-all-instances --region {resource.Region}");
            steps.Add($"aws ec2 get-console-output --instance-id {resource.Name} --latest --region {resource.Region}");
        }

        if (resource.Kind == ResourceKinds.EcsService && resource.Id.Split('/') is [_, var cluster, var service])
        {
            steps.Add($"aws ecs describe-services --cluster {cluster} --services {service} --region {resource.Region}");
            steps.Add($"aws ecs list-tasks --cluster {cluster} --service-name {service} --desired-status STOPPED --region {resource.Region}");
            steps.Add($"aws ecs describe-task-definition --region {resource.Region} --task-definition"
                + $" $(aws ecs describe-services --cluster {cluster} --services {service} --region {resource.Region} --query 'services[0].taskDefinition' --output text)");
        }

        if (resource.Provider == CloudProvider.Azure)
        {
            steps.Add($"az resource show --ids {resource.Id}");
            if (hypothesis.ChangeId is not null)
            {
                steps.Add($"az monitor activity-log list --resource-id {resource.Id} --start-time {Iso(window.From.AddHours(-4))} --end-time {Iso(window.To)}");
            }
        }

        if (resource.Provider == CloudProvider.Gcp)
        {
            steps.AddRange(OfGcp(resource, window));
        }

        if (hypothesis.ChangeId is not null && resource.Provider == CloudProvider.Aws)
        {
            steps.Add($"aws cloudtrail lookup-events --region {resource.Region} --lookup-attributes AttributeKey=ResourceName,AttributeValue={resource.Name}");
        }

        if (hypothesis.Category == CauseCategory.DependencyFailure)
        {
            steps.Add("Open the health page and the metrics of the dependency that the log line names.");
        }

        steps.AddRange(gaps.Remedies);
        return [.. steps.Distinct(StringComparer.Ordinal).Take(MaxSteps)];
    }

    private static IEnumerable<string> OfGcp(ResourceRef resource, InvestigationWindow window)
    {
        var (name, location, project) = (resource.Name, resource.Region, resource.Account);
        if (resource.Kind == ResourceKinds.RunService)
        {
            yield return $"gcloud run services describe {name} --region={location} --project={project}";
            yield return $"gcloud run revisions list --service={name} --region={location} --project={project}";
        }

        if (resource.Kind == ResourceKinds.ComputeInstance)
        {
            yield return $"gcloud compute instances describe {name} --zone={location} --project={project}";
        }

        if (resource.Kind is ResourceKinds.GkeCluster or ResourceKinds.GkeNodePool)
        {
            yield return $"gcloud container operations list --location={location} --project={project}";
        }

        yield return $"gcloud logging read 'logName:\"cloudaudit.googleapis.com\" AND timestamp>=\"{Iso(window.From.AddHours(-4))}\" AND timestamp<\"{Iso(window.To)}\"' --project={project} --limit=50";
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
