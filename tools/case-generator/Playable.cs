namespace CauseFlow.CaseGeneration;

/// <summary>Which families the simulator can play in which shape, so that collectors can read all that tells the cause.</summary>
internal static class Playable
{
    private static readonly string[] Programs =
        ["bad-deployment", "bad-configuration", "dependency-failure", "certificate-expired", "bad-input", "traffic-spike"];

    private static readonly string[] Stores = ["connection-exhaustion", "disk-full", "platform-maintenance"];

    public static bool Has(string shape, string family) => Of(shape).Contains(family);

    private static IEnumerable<string> Of(string shape) => shape switch
    {
        "ecs" => [.. Programs, .. Stores, "memory-leak", "network-change", "permission-revoked", "cpu-saturation"],
        "lambda" => [.. Programs, "throttling", "network-change", "permission-revoked"],
        "ec2" => ["instance-failure", "bad-input", "dependency-failure"],
        "webapp" => [.. Programs, "cpu-saturation"],
        "vm" => ["cpu-saturation", "instance-failure", "platform-maintenance"],
        "run" => [.. Programs, "memory-leak", "cpu-saturation"],
        "compute" => ["cpu-saturation", "instance-failure", "platform-maintenance"],
        _ => [],
    };
}
