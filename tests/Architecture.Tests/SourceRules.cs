using System.Text.RegularExpressions;

namespace CauseFlow.Architecture.Tests;

/// <summary>What the code may not say. Each rule answers its violations as file and pattern.</summary>
public static partial class SourceRules
{
    private const int MaxProgramLines = 40;

    private static readonly string[] BannedFolders = ["Services", "Helpers", "Interfaces", "Common", "Utils", "Models"];

    public static IReadOnlyList<string> BannedFolderNames(Repository repository) =>
        [.. repository.Folders().Where(folder => BannedFolders.Contains(Path.GetFileName(folder)))];

    /// <summary>Calls that bypass prefixes, required members, the port rule or the outbox.</summary>
    public static IReadOnlyList<string> BannedCalls(Repository repository) =>
    [
        .. Matches(repository, ["services", "shared"], AnyFile, AddConsumersCall()),
        .. Matches(repository, ["services", "shared"], AnyFile, MessageInitializer()),
        .. Matches(repository, ["services", "shared"], AnyFile, RequireHostCall()),
        .. Matches(repository, ["services"], AnyFile, BusOrTransaction()),
        .. Matches(repository, ["services"], HasDatabase, PublishPastTheOutbox()),
        .. Matches(repository, ["services"], IsConsumer, SaveChangesCall()),
    ];

    public static IReadOnlyList<string> LongPrograms(Repository repository) =>
    [
        .. repository.Files("Program.cs", "services")
            .Where(file => repository.Read(file).TrimEnd().Split('\n').Length > MaxProgramLines),
    ];

    private static bool AnyFile(string file) => true;

    /// <summary>Collectors keep no state: they publish through the ConsumeContext.</summary>
    private static bool HasDatabase(string file) =>
        !file.StartsWith("services/collector-", StringComparison.Ordinal);

    private static bool IsConsumer(string file) => file.EndsWith("Consumer.cs", StringComparison.Ordinal);

    private static IEnumerable<string> Matches(
        Repository repository, string[] folders, Func<string, bool> applies, Regex pattern) =>
        from folder in folders
        from file in repository.Files("*.cs", folder)
        where applies(file)
        let match = pattern.Match(repository.Code(file))
        where match.Success
        select $"{file}: {match.Value}";

    [GeneratedRegex(@"\.AddConsumers\s*\(")]
    private static partial Regex AddConsumersCall();

    [GeneratedRegex(@"\b(Publish|Send|Respond\w*)\s*<[\w.]+>\s*\(\s*new\s*\{")]
    private static partial Regex MessageInitializer();

    [GeneratedRegex(@"\.RequireHost\s*\(")]
    private static partial Regex RequireHostCall();

    [GeneratedRegex(@"\bIBus\b|\bBeginTransaction(Async)?\s*\(")]
    private static partial Regex BusOrTransaction();

    [GeneratedRegex(@"\bIPublishEndpoint\b|\bISendEndpoint\w*\b|\b[Cc]ontext\.(Publish|Send)\b")]
    private static partial Regex PublishPastTheOutbox();

    [GeneratedRegex(@"\.SaveChanges(Async)?\s*\(")]
    private static partial Regex SaveChangesCall();
}
