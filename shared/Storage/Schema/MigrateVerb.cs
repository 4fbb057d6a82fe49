using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CauseFlow.Storage.Schema;

public static class MigrateVerb
{
    // dotnet CauseFlow.Ingestion.dll migrate [--Storage:DataFolder=…] [--list]

    /// <summary>
    /// Handles <c>migrate</c>: brings the stores of this program up to date, or lists their migrations, and starts
    /// nothing. The exit code is 1 where that failed.
    /// </summary>
    /// <returns>False when the arguments ask for something else: the program goes on.</returns>
    public static async Task<bool> MigrateVerbAsync(this IHost host, string[] args)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(args);
        if (args is not ["migrate", ..])
        {
            return false;
        }

        Environment.ExitCode = await RunAsync(
            host.Services.GetServices<IStoreSchema>(), args.Contains("--list"), Console.Out, Console.Error);
        return true;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IEnumerable<IStoreSchema> schemas, bool isList, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            foreach (var schema in schemas)
            {
                await (isList ? ListAsync(schema, output) : MigrateAsync(schema, output));
            }

            return 0;
        }
        catch (Exception exception) when (exception is SchemaException or DbException)
        {
            await error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task MigrateAsync(IStoreSchema schema, TextWriter output)
    {
        var applied = await schema.MigrateAsync(CancellationToken.None);
        foreach (var id in applied)
        {
            await output.WriteLineAsync($"{schema.Name}: applied {id}");
        }

        if (applied.Count == 0)
        {
            await output.WriteLineAsync($"{schema.Name}: nothing pending");
        }
    }

    private static async Task ListAsync(IStoreSchema schema, TextWriter output)
    {
        var state = await schema.ReadAsync(CancellationToken.None);
        foreach (var (word, ids) in new[]
        {
            ("applied", state.Applied), ("pending", state.Pending), ("newer than this program", state.Unknown),
        })
        {
            foreach (var id in ids)
            {
                await output.WriteLineAsync($"{schema.Name}: {word}: {id}");
            }
        }
    }
}
