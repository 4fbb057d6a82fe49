using System.Text.Json;

namespace CauseFlow.Demo.Api;

/// <summary>How the demo reads answers of the public API and of the simulator: unknown members are left alone.</summary>
internal static class DemoJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);
}
