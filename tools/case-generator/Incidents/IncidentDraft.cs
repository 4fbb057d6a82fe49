using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Phrases;
using CauseFlow.CaseGeneration.Platforms;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>An incident while a family and its decoys write it.</summary>
internal sealed class IncidentDraft(Application application, Names names, CaseSize size, double onset)
{
    /// <summary>Share of the incidents that are mild: few requests fail, and the alarm is set sharply.</summary>
    private const double MildShare = 0.3;

    private readonly double severity = names.Random.NextDouble() < MildShare ? 0.12 + (0.25 * names.Random.NextDouble()) : 1;
    private int events;

    public Application Application => application;

    public Names Names => names;

    public StableRandom Random => names.Random;

    public CaseSize Size => size;

    /// <summary>Minute, before the alarm, at which the fault began to be felt.</summary>
    public double Onset => onset;

    /// <summary>When the alarm's metric left its band; the same as <see cref="Onset"/> unless a family says otherwise. Null: it never did.</summary>
    public double? FeltAt { get; set; } = onset;

    public List<ChangeEvent> Changes { get; } = [];

    public List<StateFact> States { get; } = [];

    public List<LogWriter> Logs { get; } = [];

    public List<TrueCause> Causes { get; } = [];

    /// <summary>Ids that look guilty and are not.</summary>
    public List<string> Forbidden { get; } = [];

    /// <summary>Names of the decoys that were laid.</summary>
    public List<string> Decoys { get; } = [];

    public bool IsHealthy { get; set; }

    /// <summary>True: for the simulator. Collectors start at the alarm, so that a database's faults are told by its own alarms.</summary>
    public bool IsPlayed { get; init; }

    /// <summary>What the alarm watches: set by the family, fixed with its threshold at the end.</summary>
    public (Component Component, Signal Signal)? Watched { get; private set; }

    /// <summary>A threshold that the family insists on, in the vendor's unit; null for a sensible one.</summary>
    public double? Threshold { get; set; }

    public int EvaluationPeriods { get; set; } = 2;

    public string TreatMissingData { get; set; } = "missing";

    /// <summary>Files of the case that a missing source leaves out.</summary>
    public HashSet<string> MissingFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>Components none of whose metrics arrived.</summary>
    public HashSet<Component> Unmeasured { get; } = [];

    /// <summary>Minutes for which the alarm's metric has no data.</summary>
    public Func<double, bool> IsGap { get; set; } = _ => false;

    public void Alarm(Component component, Signal signal) => Watched = (component, signal);

    /// <summary>The alarm most people have: errors or latency where requests come in.</summary>
    public void AlarmAtEntry(Signal signal) => Alarm(application.Entry, signal);

    /// <summary>The alarm of a fault that lies in the database.</summary>
    public void AlarmForStore(Signal atEntry, Signal own)
    {
        if (IsPlayed && application.Store.MetricOf(own) is not null)
        {
            Alarm(application.Store, own);
        }
        else
        {
            AlarmAtEntry(atEntry);
        }
    }

    /// <summary>A number with one decimal between both, as people would write minutes.</summary>
    public double Between(double from, double to) => Math.Round(from + ((to - from) * Random.NextDouble()), 2);

    public bool Chance(double probability) => Random.NextDouble() < probability;

    /// <summary>Its requests fail, and it says why.</summary>
    /// <param name="component">Who fails and writes.</param>
    /// <param name="complaint">What it says.</param>
    /// <param name="about">What the complaint names.</param>
    /// <param name="share">Share of its requests that fail.</param>
    /// <param name="intensity">0 to 1 over time.</param>
    public void Fail(Component component, Complaint complaint, string about, double share, Curve intensity)
    {
        share *= severity;
        foreach (var part in Application.Parts(component))
        {
            part.Fail(share, intensity);
        }

        Complain(component, complaint, about, share, intensity);
    }

    /// <summary>It only says so: what fails is whom it calls.</summary>
    public void Complain(Component component, Complaint complaint, string about, double share, Curve intensity)
    {
        var places = Application.Parts(component).Select(part => part.LogNode).Distinct().ToList();
        var rate = Math.Min(size.ComplaintLines, Math.Max(0.5, component.UsualTraffic * share)) / places.Count;
        Logs.AddRange(places.Select(place => new LogWriter
        {
            Node = place, Level = "ERROR", Rate = intensity.Times(rate),
            Lines = ComplaintLines.Of(component.Runtime, complaint, component.Node.Name, about),
            IsSplit = component.Runtime is Runtime.Java or Runtime.Python, IsJson = component.Runtime == Runtime.DotNet,
        }));
    }

    /// <summary>
    /// Instances that stand for their group where it is played: they share its log group, which collectors count to one of them.
    /// </summary>
    public IEnumerable<string> Callers(Component group) => IsPlayed ? group.Replicas.Select(replica => replica.Node.Id) : [];

    public ChangeEvent Change(double minute, Node node, ChangeAct act, string? field = null)
    {
        var words = ChangeWords.Of(application, node, act, field, names);
        var change = new ChangeEvent
        {
            Id = ChangeWords.Id(application.Provider, names, ++events), Minute = minute, Node = node, Act = act, Field = field,
            Actor = ChangeWords.Actor(application.Provider, act, names), Summary = words,
        };
        Changes.Add(change);
        return change;
    }

    public void State(double minute, Node node, string kind, params (string Name, string Value)[] fields) =>
        States.Add(new StateFact(minute, node, kind, fields.ToDictionary(field => field.Name, field => field.Value)));

    public void Cause(Node node, string category, ChangeEvent? change = null, params string[] aliases) =>
        Causes.Add(new TrueCause(node.Id, [node.Name, .. node.Aliases, .. aliases], category, change?.Id));
}
