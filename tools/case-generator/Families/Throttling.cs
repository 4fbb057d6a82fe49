using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>A quota or a limit on what may run at once refuses calls; traffic is what it always was or a little more.</summary>
internal sealed class Throttling : IFaultFamily
{
    public string Name => "throttling";

    public IReadOnlyList<string> Needs => ["logs.jsonl"];

    /// <summary>A machine of one's own refuses nothing; it gets slow.</summary>
    public bool Fits(Application application) =>
        application.Backend.Node.Kind is not ("aws.ec2.instance" or "azure.vm" or "gcp.compute.instance");

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        var isStore = app.Store.MetricOf(Signal.Throttles) is not null && draft.Chance(0.6);
        var target = isStore ? app.Store : app.Backend;
        var caller = isStore ? app.Backend : app.Front;
        var share = draft.Between(0.2, 0.6);
        var full = Curves.Step(draft.Onset, 2);
        target.OwnErrors = target.OwnErrors.Plus(full.Times(share));
        target.Shift(Signal.Throttles, Math.Max(20, target.UsualTraffic * share), full);
        target.Shift(Signal.ClientErrors, Math.Max(20, target.UsualTraffic * share), full);
        if (caller != target)
        {
            draft.Complain(caller, Complaint.Throttled, target.Node.Name, share, full);
        }

        draft.State(draft.Onset, target.Node, "quota", ("status", "EXCEEDED"), ("reason", "LimitExceeded"),
            ("message", $"the limit of {target.Node.Name} is reached: calls beyond it are refused"), ("used", "100%"));
        if (caller == target && target.MetricOf(Signal.Throttles) is not null)
        {
            // Who is refused is not in its own lines: its own alarm counts them.
            draft.Alarm(target, Signal.Throttles);
        }
        else
        {
            draft.AlarmAtEntry(Signal.Errors);
        }

        // Where the table cannot be reached from the alarm, who calls it is all that can be named.
        draft.Cause(target.Node, "capacity_limit", null, draft.IsPlayed ? [caller.Node.Id] : []);
    }
}
