using System.Text.Json;
using System.Text.Json.Serialization;

namespace CauseFlow.Contracts;

/// <summary>The one JSON form of everything in this assembly: on the bus, in stores, in exports.</summary>
public static class ContractJson
{
    /// <summary>camelCase, enums as snake_case strings, nulls left out, not indented, duplicate members refused.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>The same form, indented, for files that people read.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>
    /// Makes options write and read the wire's form: compact, camelCase, enums as words. On the wire a word that a later
    /// release added is tolerated as <see cref="WireEnumConverter"/> says.
    /// </summary>
    public static void Apply(JsonSerializerOptions options)
    {
        ApplyForm(options);
        options.Converters.Add(new WireEnumConverter());
    }

    /// <summary>The same form for what people and their programs send: a word that is not known is an error.</summary>
    public static void ApplyStrict(JsonSerializerOptions options)
    {
        ApplyForm(options);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static void ApplyForm(JsonSerializerOptions options)
    {
        options.WriteIndented = false;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
    }

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.WriteIndented = indented;
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
