using CauseFlow.CaseGeneration.Families;

namespace CauseFlow.CaseGeneration.Tests;

/// <summary>What every generated set promises.</summary>
public sealed class CaseSetTests
{
    private static readonly string[] Providers = ["aws", "azure", "gcp"];

    [Fact]
    public void Generate_SameSeed_SameBytes()
    {
        var options = new GeneratorOptions { Seed = 4711, Count = 24 };
        using var one = new CaseFiles(options);
        using var other = new CaseFiles(options);

        other.Bytes.Keys.ShouldBe(one.Bytes.Keys);
        var second = other.Bytes;
        one.Bytes.ShouldAllBe(pair => pair.Value.SequenceEqual(second[pair.Key]));
    }

    [Fact]
    public void Generate_OtherSeed_OtherIncidents()
    {
        using var one = new CaseFiles(new GeneratorOptions { Seed = 1, Count = 1 });
        using var other = new CaseFiles(new GeneratorOptions { Seed = 2, Count = 1 });

        other.Bytes.Values.First().SequenceEqual(one.Bytes.Values.First()).ShouldBeFalse();
    }

    [Fact]
    public void Generate_NthCase_DoesNotDependOnTheCount()
    {
        using var few = new CaseFiles(new GeneratorOptions { Seed = 9, Count = 3 });
        using var more = new CaseFiles(new GeneratorOptions { Seed = 9, Count = 8 });

        var all = more.Bytes;
        few.Bytes.ShouldAllBe(pair => pair.Value.SequenceEqual(all[pair.Key]));
    }

    [Fact]
    public void Generate_EveryFamilyAndCloud_GivesCases()
    {
        foreach (var family in FaultFamilies.All)
        {
            foreach (var provider in Providers)
            {
                using var files = new CaseFiles(new GeneratorOptions { Seed = 5, Count = 6, Families = [family.Name], Providers = [provider] });
                foreach (var (item, folder) in files.Cases)
                {
                    item.Truth.Family.ShouldBe(family.Name);
                    CaseFiles.Json(folder, "incident.json").GetProperty("provider").GetString().ShouldBe(provider);
                    family.Needs.ShouldAllBe(file => File.Exists(Path.Combine(folder, file)));
                }
            }
        }
    }

    [Fact]
    public void Families_AtLeastTwelveFaultsAndThreeHeldOut()
    {
        CaseSet.Families.Count.ShouldBeGreaterThanOrEqualTo(15);
        CaseSet.HeldOut.Count.ShouldBe(3);
    }

    [Fact]
    public void Generate_LargeSet_HasTheSharesThatItPromises()
    {
        var truths = CaseSet.Generate(new GeneratorOptions { Seed = 77, Count = 600 }).Select(item => item.Truth).ToList();

        Share(truths.Count(truth => truth.Healthy), truths.Count).ShouldBeInRange(0.12, 0.2);
        Share(truths.Count(truth => !truth.Healthy && truth.Causes.Count == 0), truths.Count).ShouldBeInRange(0.03, 0.08);
        var byChange = truths.Where(truth => truth.Causes.Any(cause => cause.ChangeId is not null)).ToList();
        Share(byChange.Count, truths.Count).ShouldBeGreaterThan(0.2);
        Share(byChange.Count(truth => truth.Decoys.Contains("many-changes")), byChange.Count).ShouldBeGreaterThan(0.25);
        truths.Count(truth => truth.Decoys.Contains("many-changes") && truth.Causes.All(cause => cause.ChangeId is null)).ShouldBeGreaterThan(30);
        truths.SelectMany(truth => truth.Decoys).Distinct().Count().ShouldBe(9);
        truths.GroupBy(truth => (truth.Family, truth.Provider)).Count().ShouldBe(CaseSet.Families.Count * 3);
        truths.Select(truth => truth.Shape).Distinct().Count().ShouldBe(9);
    }

    [Fact]
    public void Generate_UnknownWord_SaysWhichThereAre()
    {
        Should.Throw<FormatException>(() => CaseSet.Generate(new GeneratorOptions { Families = ["x"] }))
            .Message.ShouldContain("bad-deployment");
        Should.Throw<FormatException>(() => CaseSet.Generate(new GeneratorOptions { Providers = ["x"] })).Message.ShouldContain("gcp");
        Should.Throw<FormatException>(() => CaseSize.Named("x")).Message.ShouldContain("medium");
    }

    private static double Share(int part, int whole) => (double)part / whole;
}
