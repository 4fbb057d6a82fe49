namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>A scenario fixed to a moment: the place where relative minutes become times.</summary>
internal sealed class LoadedScenario(Scenario data, DateTimeOffset alarmTime, TimeProvider clock)
{
    private volatile IReadOnlyList<ScenarioRole> roles = data.Roles;

    public Scenario Data => data;

    /// <summary>When the alarm changed its state.</summary>
    public DateTimeOffset AlarmTime { get; } = alarmTime;

    /// <summary>Minute 0 of all generators: the whole minute of the alarm.</summary>
    public DateTimeOffset Origin { get; } = new(
        alarmTime.UtcTicks - (alarmTime.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>True: CloudTrail has caught up, whatever its events' delays.</summary>
    public bool IsTrailComplete { get; set; }

    /// <summary>Roles with the external ids that are valid now.</summary>
    public IReadOnlyList<ScenarioRole> Roles => roles;

    public DateTimeOffset At(double minute) => Origin.AddMinutes(minute);

    public int MinuteOf(DateTimeOffset time) => (int)Math.Floor((time - Origin).TotalMinutes);

    /// <summary>Changes the sts:ExternalId condition of one role, or of all that have the condition.</summary>
    public void SetExternalId(string? roleName, string externalId) => roles =
    [
        .. roles.Select(role => role.RequiresExternalId && (roleName is null || role.Name == roleName)
            ? role with { ExternalId = externalId }
            : role),
    ];
}
