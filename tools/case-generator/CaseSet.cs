using CauseFlow.CaseGeneration.Decoys;
using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;
using CauseFlow.CaseGeneration.Platforms.Aws;
using CauseFlow.CaseGeneration.Platforms.Azure;
using CauseFlow.CaseGeneration.Platforms.Google;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration;

/// <summary>Generates cases, one after the other, so that a set of any size needs the memory of one.</summary>
public static class CaseSet
{
    /// <summary>Share of the cases that are replaced by one in which nothing is wrong, so that about 15 % are in all.</summary>
    private const double QuietShare = 0.06;

    /// <summary>Share of the cases without any decoy.</summary>
    private const double PlainShare = 0.1;

    private static readonly IPlatform[] Platforms = [new AwsPlatform(), new AzurePlatform(), new GooglePlatform()];

    /// <summary>Names of all families.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. FaultFamilies.All.Select(family => family.Name)];

    /// <summary>Families that rules must not be developed on.</summary>
    public static IReadOnlyList<string> HeldOut { get; } =
        [.. FaultFamilies.All.Where(family => family.IsHeldOut).Select(family => family.Name)];

    /// <summary>Families that the simulator can play in a cloud.</summary>
    public static IReadOnlyList<string> PlayedFamilies(string provider) =>
        [.. Families.Where(family => Named(provider).Shapes.Any(shape => Playable.Has(shape, family)))];

    /// <exception cref="FormatException">A family or a provider has no such name, or nothing can be made of the choice.</exception>
    public static IEnumerable<GeneratedCase> Generate(GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IFaultFamily[] families = options.Families.Count == 0 ? [.. FaultFamilies.All] : [.. options.Families.Select(FaultFamilies.Named)];
        var platforms = options.Providers.Count == 0 ? Platforms : [.. options.Providers.Select(Named)];
        return Enumerable.Range(0, options.Count).Select(index => Make(options, families, platforms, index));
    }

    private static GeneratedCase Make(GeneratorOptions options, IFaultFamily[] families, IPlatform[] platforms, int index)
    {
        // Every family meets every cloud: the cloud moves on by one more with each round of the families.
        var random = StableRandom.For(options.Seed, "case", index);
        var family = families[index % families.Length];
        var platform = platforms[(index + (index / families.Length)) % platforms.Length];
        if (families.Length > 1 && random.NextDouble() < QuietShare && families.OfType<NothingWrong>().FirstOrDefault() is { } quiet)
        {
            family = quiet;
        }

        var draft = Draft(options, family, platform, random, index);
        Lay(draft, family);
        return new GeneratedCase(Finish.Of(draft, family, options.Seed, index));
    }

    private static IncidentDraft Draft(GeneratorOptions options, IFaultFamily family, IPlatform platform, StableRandom random, int index)
    {
        var shapes = platform.Shapes;
        for (var attempt = 0; attempt < shapes.Count; attempt++)
        {
            var names = new Names(random);
            var shape = shapes[(int)(((index / 3) + attempt) % shapes.Count)];
            var application = platform.Build(shape, names, options.IsPlayed);
            AddBystanders(application, names, options.Size.Bystanders);
            Wiring.Settle(application.Components);
            if (family.Fits(application) && (!options.IsPlayed || Playable.Has(shape, family.Name)))
            {
                var draft = new IncidentDraft(application, names, options.Size, -random.NextBetween(4, 13)) { IsPlayed = options.IsPlayed };
                family.Apply(draft);
                return draft;
            }
        }

        throw new FormatException($"{family.Name} fits no application of {platform.Provider}.");
    }

    private static void AddBystanders(Application application, Names names, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var bystander = application.MakeBystander(names.Service());
            var traffic = names.Random.NextBetween(40, 900);
            var day = Curves.Daily(names.Random.NextDouble());
            bystander.OwnTraffic = minute => traffic * (1 + (0.15 * day(minute)));
            application.Bystanders.Add(bystander);
        }
    }

    private static void Lay(IncidentDraft draft, IFaultFamily family)
    {
        if (family is Unknowable || draft.Chance(PlainShare))
        {
            return;
        }

        foreach (var decoy in AllDecoys.List.Where(decoy => decoy.Fits(draft, family)))
        {
            if (draft.Chance(decoy.Share) && decoy.Fits(draft, family))
            {
                decoy.Lay(draft, family);
                draft.Decoys.Add(decoy.Name);
            }
        }
    }

    private static IPlatform Named(string name) => Platforms.FirstOrDefault(platform => platform.Provider == name)
        ?? throw new FormatException($"'{name}' is not a provider: {string.Join(", ", CloudWords.All)}.");
}
