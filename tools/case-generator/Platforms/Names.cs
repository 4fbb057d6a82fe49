using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Platforms;

/// <summary>Names of one incident's things: none repeats within it, and no two incidents share their set.</summary>
internal sealed class Names(StableRandom random)
{
    private static readonly string[] Domains =
    [
        "orders", "checkout", "catalog", "billing", "ledger", "profile", "search", "shipping", "pricing", "inventory", "media",
        "quotes", "booking", "tickets", "loyalty", "refunds", "claims", "routing", "meters", "payroll", "grades", "surveys",
        "fleet", "menus", "courses", "tariffs", "parcels", "visits", "leases", "samples", "tenders", "wallets",
    ];

    private static readonly string[] Suffixes = ["api", "web", "svc", "service", "gateway", "core", "edge", "engine", "hub", "front"];

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public StableRandom Random => random;

    /// <summary>Such as orders-api.</summary>
    public string Service() => Unique(() => $"{Pick(Domains)}-{Pick(Suffixes)}");

    /// <summary>Such as ledger.</summary>
    public string Word() => Unique(() => Pick(Domains));

    public string Digits(int count)
    {
        var text = new char[count];
        for (var i = 0; i < count; i++)
        {
            text[i] = (char)('0' + random.NextBetween(i == 0 ? 1 : 0, 9));
        }

        return new string(text);
    }

    public string Hex(int count)
    {
        var text = "";
        while (text.Length < count)
        {
            text += random.Next().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        }

        return text[..count];
    }

    public string Uuid() => $"{Hex(8)}-{Hex(4)}-4{Hex(3)}-a{Hex(3)}-{Hex(12)}";

    public T Pick<T>(IReadOnlyList<T> choices) => choices[(int)random.NextBetween(0, choices.Count - 1)];

    private string Unique(Func<string> make)
    {
        for (var attempt = 0; ; attempt++)
        {
            var name = attempt < 40 ? make() : $"{make()}-{random.NextBetween(2, 999)}";
            if (taken.Add(name))
            {
                return name;
            }
        }
    }
}
