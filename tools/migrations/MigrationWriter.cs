using System.Reflection;
using CauseFlow.Storage;
using CauseFlow.Storage.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Migrations;

/// <summary>Compares one store's model with its migrations on both databases; no database is needed for that.</summary>
internal sealed class MigrationWriter
{
    private readonly Func<StoreProvider, DbContext> _create;
    private readonly string _folder;

    private MigrationWriter(Func<StoreProvider, DbContext> create, string folder) => (_create, _folder) = (create, folder);

    public static MigrationWriter For<TContext>(string root, string store)
        where TContext : DbContext => new(
            provider =>
            {
                var builder = new DbContextOptionsBuilder<TContext>();
                var options = new StoreOptions { Provider = provider, DataFolder = Path.GetTempPath(), ConnectionString = "Host=nowhere" };
                StoreRegistration.Configure(builder, options, store);
                return (TContext)Activator.CreateInstance(typeof(TContext), builder.Options)!;
            },
            Path.Combine(root, "services", store, "Migrations"));

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CauseFlow.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("This program runs inside the repository only.");
        }

        return folder.FullName;
    }

    public IEnumerable<PlannedMigration> Plan(string name)
    {
        foreach (var provider in Enum.GetValues<StoreProvider>())
        {
            using var context = _create(provider);
            if (context.Database.HasPendingModelChanges())
            {
                yield return Plan(context, provider, name);
            }
        }
    }

    private PlannedMigration Plan(DbContext context, StoreProvider provider, string name)
    {
        var services = new ServiceCollection().AddEntityFrameworkDesignTimeServices().AddDbContextDesignTimeServices(context);
        DesignTimeOf(context.Database.ProviderName!).ConfigureDesignTimeServices(services);
        using var container = services.BuildServiceProvider();
        using var scope = container.CreateScope();
        var code = scope.ServiceProvider.GetRequiredService<IMigrationsScaffolder>()
            .ScaffoldMigration(name, context.GetType().Namespace, $"Migrations.{provider}");
        return new PlannedMigration(Path.Combine(_folder, provider.ToString()), code, Complaint(context, name));
    }

    /// <summary>As EF Core's own tools find them: by the attribute on the provider's assembly, whose name it bears.</summary>
    private static IDesignTimeServices DesignTimeOf(string provider)
    {
        var assembly = Assembly.Load(provider);
        var type = assembly.GetType(assembly.GetCustomAttribute<DesignTimeProviderServicesAttribute>()!.TypeName, throwOnError: true)!;
        return (IDesignTimeServices)Activator.CreateInstance(type)!;
    }

    private static string? Complaint(DbContext context, string name)
    {
        var before = context.GetService<IMigrationsAssembly>().ModelSnapshot?.Model;
        var operations = context.GetService<IMigrationsModelDiffer>().GetDifferences(
            before is null ? null : context.GetService<IModelRuntimeInitializer>()
                .Initialize(((IMutableModel)before).FinalizeModel(), designTime: true, validationLogger: null).GetRelationalModel(),
            context.GetService<IDesignTimeModel>().Model.GetRelationalModel());
        var contracting = MigrationRules.Contracting(operations);
        return contracting.Count == 0 || name.StartsWith(MigrationRules.ContractPrefix, StringComparison.Ordinal)
            ? null
            : $"{context.GetType().Name}: {string.Join(", ", contracting)}. The release before goes on with the migrated store " +
            $"and could stumble over that. Add only (nullable or with a default, no unique index), or name the migration " +
            $"{MigrationRules.ContractPrefix}…, one release after the last that used what it takes away.";
    }
}
