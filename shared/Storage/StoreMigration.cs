namespace CauseFlow.Storage;

/// <summary>Who brings a store's tables to the form that the program expects.</summary>
public enum StoreMigration
{
    /// <summary>The program itself, before it serves. For a single process.</summary>
    OnStart,

    /// <summary>The <c>migrate</c> verb, run once before the replicas; a program that finds migrations pending does not start.</summary>
    Verb,
}
