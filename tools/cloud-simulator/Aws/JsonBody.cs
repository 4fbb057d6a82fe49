using System.Text.Json;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>Reads the body of an awsJson request: unknown members are ignored, wrong types are not.</summary>
internal static class JsonBody
{
    private static readonly JsonSerializerOptions Options = new() { AllowDuplicateProperties = false };

    public static T Read<T>(AwsRequest request, JsonProtocol protocol)
    {
        var contentType = request.Header("content-type")?.Split(';')[0].Trim();
        if (request.Method != "POST" || contentType != protocol.ContentType)
        {
            throw new AwsException(AwsFault.UnknownOperation, "");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(request.Body, Options)
                ?? throw new AwsException("SerializationException", "Start of structure expected.");
        }
        catch (JsonException exception)
        {
            throw new AwsException("SerializationException", $"{exception.Path} has the wrong type");
        }
    }
}
