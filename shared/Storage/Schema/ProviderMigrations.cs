using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace CauseFlow.Storage.Schema;

/// <summary>
/// The migrations of one context for the database that it is on: those of the namespace
/// <c>{context's namespace}.Migrations.{provider}</c>. EF Core's own takes every migration of the context, so that two
/// providers would need a context class or an assembly each.
/// </summary>
internal sealed class ProviderMigrations : IMigrationsAssembly
{
    private readonly IMigrationsIdGenerator _ids;
    private readonly string _namespace;
    private readonly Type _context;
    private readonly SortedList<string, TypeInfo> _migrations;

    public ProviderMigrations(ICurrentDbContext current, IDatabaseProvider provider, IMigrationsIdGenerator ids)
    {
        _ids = ids;
        _context = current.Context.GetType();
        _namespace = NamespaceOf(_context, provider.Name);
        _migrations = new SortedList<string, TypeInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in Types<Migration>())
        {
            _migrations.Add(type.GetCustomAttribute<MigrationAttribute>()!.Id, type);
        }
    }

    public IReadOnlyDictionary<string, TypeInfo> Migrations => _migrations;

    public ModelSnapshot? ModelSnapshot => field ??= Types<ModelSnapshot>()
        .Select(type => (ModelSnapshot)Activator.CreateInstance(type.AsType())!).SingleOrDefault();

    public Assembly Assembly => _context.Assembly;

    public string? FindMigrationId(string nameOrId) => _migrations.Keys.FirstOrDefault(id => string.Equals(
        _ids.IsValidId(nameOrId) ? id : _ids.GetName(id), nameOrId, StringComparison.OrdinalIgnoreCase));

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass.AsType())!;
        migration.ActiveProvider = activeProvider;
        return migration;
    }

    public static string NamespaceOf(Type context, string provider) =>
        $"{context.Namespace}.Migrations.{(provider.Contains("Npgsql", StringComparison.Ordinal) ? StoreProvider.PostgreSql : StoreProvider.Sqlite)}";

    private IEnumerable<TypeInfo> Types<T>() => Assembly.DefinedTypes.Where(type => type.Namespace == _namespace
        && !type.IsAbstract && type.IsSubclassOf(typeof(T))
        && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == _context);
}
