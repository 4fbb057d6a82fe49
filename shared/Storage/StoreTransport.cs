using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CauseFlow.Storage;

/// <summary>Refuses to start with a store on another machine that is not checked.</summary>
internal sealed class StoreTransport(IConfiguration configuration) : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options)
    {
        if (options.Provider != StoreProvider.PostgreSql
            || (bool.TryParse(configuration[PostgreSqlTransport.AllowPlain], out var allowed) && allowed))
        {
            return ValidateOptionsResult.Success;
        }

        string[] problems =
        [
            .. new[]
            {
                PostgreSqlTransport.WhyNot("Storage:ConnectionString", options.ConnectionString),
                PostgreSqlTransport.WhyNot("Storage:MigrationConnectionString", options.MigrationConnectionString),
            }.OfType<string>(),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
