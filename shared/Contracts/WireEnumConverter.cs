using System.Text.Json;
using System.Text.Json.Serialization;

namespace CauseFlow.Contracts;

/// <summary>
/// Enums on the wire are snake_case words. A word that a later release added is read as the enum's <c>Unknown</c> where it
/// has one, and as null where the member may be null; anywhere else it cannot be acted upon, and the message is refused.
/// </summary>
internal sealed class WireEnumConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => (Nullable.GetUnderlyingType(typeToConvert) ?? typeToConvert).IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var isNullable = Nullable.GetUnderlyingType(typeToConvert) is { } underlying;
        return (JsonConverter)Activator.CreateInstance(isNullable
            ? typeof(OrNull<>).MakeGenericType(Nullable.GetUnderlyingType(typeToConvert)!)
            : typeof(Words<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class Words<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private const string UnknownName = "Unknown";

        private static readonly Dictionary<T, string> ToWord =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        private static readonly Dictionary<string, T> FromWord =
            ToWord.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

        public static T? Find(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.String && reader.TokenType != JsonTokenType.PropertyName)
            {
                throw new JsonException($"A word of {typeof(T).Name} is expected.");
            }

            return FromWord.TryGetValue(reader.GetString()!, out var value) ? value : null;
        }

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Find(ref reader) ?? (Enum.TryParse<T>(UnknownName, out var unknown)
                ? unknown : throw new JsonException($"The word is none of {typeof(T).Name}'s."));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(ToWord[value]);

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Read(ref reader, typeToConvert, options);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(ToWord[value]);
    }

    private sealed class OrNull<T> : JsonConverter<T?>
        where T : struct, Enum
    {
        private static readonly Words<T> Word = new();

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? null : Words<T>.Find(ref reader);

        public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
        {
            if (value is { } known)
            {
                Word.Write(writer, known, options);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
