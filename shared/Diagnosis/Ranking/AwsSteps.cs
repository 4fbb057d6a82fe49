using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Rules;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>Lines of the <c>aws</c> command that only read.</summary>
internal static class AwsSteps
{
    public static IEnumerable<string> For(Hypothesis hypothesis, InvestigationWindow window)
    {
        var resource = hypothesis.Resource;
        var (name, region) = (Shell.Word(resource.Name), $"--region {Shell.Word(resource.Region)}");
        switch (resource.Kind)
        {
            case ResourceKinds.LambdaFunction:
                yield return $"aws lambda get-function-configuration --function-name {name} {region}";
                if (hypothesis.ChangeId is not null)
                {
                    yield return $"aws lambda list-versions-by-function --function-name {name} {region}";
                }

                if (hypothesis.Category is CauseCategory.CapacityLimit or CauseCategory.BadConfiguration)
                {
                    yield return $"aws lambda get-function-concurrency --function-name {name} {region}";
                }

                yield return $"aws logs filter-log-events --log-group-name {Shell.Word($"/aws/lambda/{resource.Name}")} {region}"
                    + $" --start-time {Milliseconds(window.From)} --end-time {Milliseconds(window.To)} --max-items 50";
                break;
            case ResourceKinds.Ec2Instance:
                yield return $"aws ec2 describe-instance-status --instance-ids {name} --include-all-instances {region}";
                yield return $"aws ec2 get-console-output --instance-id {name} --latest {region}";
                break;
            case ResourceKinds.EcsService when resource.Id.Split('/') is [_, var cluster, var service]:
                var which = $"--cluster {Shell.Word(cluster)} --services {Shell.Word(service)} {region}";
                yield return $"aws ecs describe-services {which}";
                yield return $"aws ecs list-tasks --cluster {Shell.Word(cluster)} --service-name {Shell.Word(service)} --desired-status STOPPED {region}";
                yield return $"aws ecs describe-task-definition {region} --task-definition"
                    + $" $(aws ecs describe-services {which} --query 'services[0].taskDefinition' --output text)";
                break;
            case ResourceKinds.TargetGroup:
                yield return $"aws elbv2 describe-target-health --target-group-arn {Shell.Word(resource.Id)} {region}";
                yield return $"aws elbv2 describe-target-groups --target-group-arns {Shell.Word(resource.Id)} {region}";
                break;
            case ResourceKinds.LoadBalancer:
                yield return $"aws elbv2 describe-target-groups --load-balancer-arn {Shell.Word(resource.Id)} {region}";
                break;
            case ResourceKinds.AutoScalingGroup:
                yield return $"aws autoscaling describe-scaling-activities --auto-scaling-group-name {name} {region} --max-items 20";
                yield return $"aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names {name} {region}";
                break;
            case ResourceKinds.RdsInstance:
                yield return $"aws rds describe-db-instances --db-instance-identifier {name} {region}";
                yield return $"aws rds describe-events --source-type db-instance --source-identifier {name} --duration 240 {region}";
                break;
            case ResourceKinds.SqsQueue:
                yield return $"aws sqs get-queue-attributes --attribute-names All {region}"
                    + $" --queue-url $(aws sqs get-queue-url --queue-name {name} {region} --output text)";
                break;
            case ResourceKinds.DynamoDbTable:
                yield return $"aws dynamodb describe-table --table-name {name} {region}";
                break;
            case ResourceKinds.SecurityGroup:
                yield return $"aws ec2 describe-security-group-rules --filters Name=group-id,Values={name} {region}";
                break;
            case ResourceKinds.IamRole:
                yield return $"aws iam list-attached-role-policies --role-name {name}";
                yield return $"aws iam list-role-policies --role-name {name}";
                break;
        }

        if (hypothesis.ChangeId is not null)
        {
            yield return $"aws cloudtrail lookup-events {region} --lookup-attributes AttributeKey=ResourceName,AttributeValue={name}";
        }
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
