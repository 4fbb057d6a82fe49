namespace CauseFlow.GeneratedIncidents.Tests;

/// <summary>
/// Generated incidents through the clouds' wire protocols, the collectors and every service, in one process. Two of each cloud
/// always; <c>-explicit only</c> plays twenty of each and prints how often the true cause came first.
/// </summary>
public sealed class GeneratedIncidentTests
{
    private const int Seed = 20_261;

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("gcp")]
    public async Task Generated_incidents_are_told_by_what_collectors_find(string provider)
    {
        var played = await PlayedIncidents.PlayAsync(provider, 2, Seed);

        played.ShouldAllBe(incident => incident.Rank <= 3, string.Join('\n', played.Select(incident => incident.Line)));
    }

    [Theory]
    [InlineData("aws", Explicit = true)]
    [InlineData("azure", Explicit = true)]
    [InlineData("gcp", Explicit = true)]
    public async Task The_true_cause_comes_first_in_nine_of_ten(string provider)
    {
        var played = await PlayedIncidents.PlayAsync(provider, Number("CAUSEFLOW_PLAYED", 20), Seed, Number("CAUSEFLOW_PLAYED_FROM", 0));

        var table = string.Join('\n', played.Select(incident => incident.Line));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{provider}: first {Share(played, 1):0.00}, first three {Share(played, 3):0.00}, category {Part(played, incident => incident.IsCategoryRight):0.00} of {played.Count}");
        Share(played, 1).ShouldBeGreaterThanOrEqualTo(0.9, table);
        Share(played, 3).ShouldBeGreaterThanOrEqualTo(0.98, table);
    }

    private static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : usual;

    private static double Share(IReadOnlyList<PlayedIncident> played, int rank) => Part(played, incident => incident.Rank <= rank);

    private static double Part(IReadOnlyList<PlayedIncident> played, Func<PlayedIncident, bool> holds) =>
        (double)played.Count(holds) / played.Count;
}
