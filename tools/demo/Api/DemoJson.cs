using System.Text.Json;

namespace CauseFlow.Demo.Api;

/// <summary>How answers of the public API and of the simulator are read: unknown members are ignored.</summary>
internal static class DemoJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);
}
