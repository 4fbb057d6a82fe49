using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Integrations;

/// <summary><c>causeflow integrations change</c>: the ways by which no alarm of an AWS account is missed.</summary>
internal static class ChangeVerb
{
    public static Command Create()
    {
        var id = new Argument<string>("integration") { Description = "Its id, int_…" };
        var reconcile = Choices.Word(
            "--reconcile", "aws: whether alarm history is compared with what arrived; on looks at once, also when it was on.", "on", "off");
        var queue = Choices.Text("--intake-queue", "aws: ARN of the queue that alarms are taken from, or none.", "ARN");
        var command = new Command("change", "Switches what else an AWS account's alarms come in by.") { id, reconcile, queue };
        command.Does(async (session, cancellationToken) =>
        {
            var (isOn, arn) = (session.Of(reconcile), session.Of(queue));
            if (isOn is null && arn is null)
            {
                throw new UsageException("Say what to change: --reconcile or --intake-queue.");
            }

            var change = new Dictionary<string, object>();
            if (isOn is not null)
            {
                change["reconcile"] = isOn == "on";
            }

            if (arn is not null)
            {
                change["intakeQueueArn"] = arn == "none" ? "" : arn;
            }

            var answer = await session.Api.SendAsync(
                HttpMethod.Patch, $"v1/integrations/{Query.Segment(session.Of(id))}", JsonSerializer.Serialize(change),
                cancellationToken);
            session.Show(answer, () => WaysReport.Show(session.Screen, answer.Root));
        });
        return command;
    }
}
