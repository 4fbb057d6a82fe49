using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>One source over clients of the test's choosing.</summary>
internal static class SourceBench
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static PermanentCollectionException Refusal(string permission, string? code = null) => new(
        RefusalReason.MissingPermission, $"{permission} is denied.", "Bind a role.") { Api = permission, MissingPermission = permission, ProviderCode = code };

    public static ResourceRef Instance(string project) => GcpResources.Of(Machine(project));

    public static CloudInstance Machine(string project) => new(
        project, "europe-west1-b", "vm", $"id-{project}", "RUNNING", null, "e2-small", At.AddDays(-9), At.AddDays(-9), null, false, new Dictionary<string, string>());

    public static Task<IReadOnlyList<EvidenceBatch>> CollectAsync(IEvidenceSource source, params ResourceRef[] resources) =>
        CollectAsync(source, same => same, resources);

    public static async Task<IReadOnlyList<EvidenceBatch>> CollectAsync(
        IEvidenceSource source, Func<CollectionContext, CollectionContext> change, params ResourceRef[] resources)
    {
        var batches = new List<EvidenceBatch>();
        await foreach (var batch in source.CollectAsync(
            change(new CollectionContext
            {
                TenantId = "t", InvestigationId = "i", IntegrationId = "n", Account = "first", Region = "global", Resources = resources,
                Target = new CollectionTarget { Resources = [], Accounts = ["first", "second"], Regions = ["global"] },
                Window = new InvestigationWindow
                {
                    From = At, To = At.AddMinutes(15),
                    Baselines = [new Baseline { From = At.AddHours(-1), To = At, Kind = BaselineKind.Adjacent }],
                },
                Calls = new CallBudget(new Dictionary<string, int>(), 0).MeterFor(source.Plan.Source), Redactor = new Redactor(),
                Ids = new EvidenceIds("t", "i", "n", "global"), Time = TimeProvider.System,
            }),
            TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }
}
