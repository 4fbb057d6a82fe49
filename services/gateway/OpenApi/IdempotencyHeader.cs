using CauseFlow.Storage.Idempotency;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>Describes <c>Idempotency-Key</c> where a handler takes it: it binds itself, so that the framework does not see it.</summary>
internal static class IdempotencyHeader
{
    public static void Describe(OpenApiOptions options) => options.AddOperationTransformer((operation, context, _) =>
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<TakesIdempotencyKey>().Any())
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = IdempotencyKey.HeaderName, In = ParameterLocation.Header, Required = false,
                Description = "Of the client's choice. A POST that is repeated with it within a day creates nothing more.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.MaxLength },
            });
        }

        return Task.CompletedTask;
    });
}
