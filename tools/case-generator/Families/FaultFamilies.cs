namespace CauseFlow.CaseGeneration.Families;

/// <summary>All families by name.</summary>
internal static class FaultFamilies
{
    public static readonly IReadOnlyList<IFaultFamily> All =
    [
        new BadDeployment(), new MemoryLeak(), new DependencyFailure(), new CpuSaturation(), new NothingWrong(), new NetworkChange(),
        new ConnectionExhaustion(), new BadConfiguration(), new CertificateExpired(), new InstanceFailure(), new Throttling(),
        new PermissionRevoked(), new AlarmMisconfigured(), new TrafficSpike(), new DiskFull(), new NameResolution(),
        new PlatformMaintenance(), new BadInput(), new Unknowable(),
    ];

    /// <exception cref="FormatException">There is no such family.</exception>
    public static IFaultFamily Named(string name) => All.FirstOrDefault(family => family.Name == name)
        ?? throw new FormatException($"'{name}' is not a family: {string.Join(", ", All.Select(family => family.Name))}.");
}
