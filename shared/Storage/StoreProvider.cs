namespace CauseFlow.Storage;

public enum StoreProvider
{
    /// <summary>One file a service, for a single process.</summary>
    Sqlite,

    /// <summary>One schema a service, for several replicas.</summary>
    PostgreSql,
}
