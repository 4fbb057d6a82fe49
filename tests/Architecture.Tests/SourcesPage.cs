using System.Globalization;
using System.Reflection;
using System.Text;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;

namespace CauseFlow.Architecture.Tests;

/// <summary>The page of all evidence sources with their calls, made of the plans that policies and budgets are compiled from.</summary>
internal static class SourcesPage
{
    private static readonly (string Title, string Prefix)[] Clouds = [("AWS", "Aws"), ("Azure", "Azure"), ("GCP", "Gcp")];

    public static string Write()
    {
        var bounds = new CollectionOptions();
        var page = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Evidence sources

            What CauseFlow may call in a customer's cloud, and nothing else: session policies, set-up pages, connection tests and call
            budgets are made from the same tables. Every call is a read, but for `intake`. This page is made from the code and a test keeps it true.

            * **Needed**: without a *mandatory* call the source is worthless and the verdict's confidence is capped; an *optional* one
              that is refused only lowers coverage, and the report says which permission is missing.
            * **Quota**: the cloud's documented default in requests a second for one account, or a careful figure where AWS documents none;
              of all investigations together CauseFlow sends at most its share (`Broker:Budgets:QuotaShare`).
            * **At most**: requests of one run, retries included. A run reads at most {bounds.MaxPages} pages of a call, {bounds.MaxResources:N0} resources,
              {bounds.MaxSeries} series and {bounds.Mining.MaxPatterns} log patterns of a source, within {bounds.SourceTimeoutSeconds} s; what is beyond a bound is said in coverage.
            * **Late**: facts that arrive minutes after they happened are read again by a follow-up pass.

            """));
        foreach (var (title, prefix) in Clouds)
        {
            Append(page, title, prefix);
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, string title, string prefix)
    {
        if (typeof(SourcePlan).Assembly.GetType($"CauseFlow.Collection.Plans.{prefix}Plans") is not { } plans)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| Source | What it reads | Facts are |\n|---|---|---|\n");
        var properties = plans.GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(SourcePlan))
            .Select(property => (property.Name, Plan: (SourcePlan)property.GetValue(null)!)).ToList();
        foreach (var (name, plan) in properties)
        {
            var meaning = XmlDocs.Of($"P:{plans.FullName}.{name}");
            page.Append(CultureInfo.InvariantCulture, $"| `{plan.Source}` | {Cell(meaning)} | {Arrival(plan.DelayClass)} |\n");
        }

        page.Append("\n| Source | Call | Needed | Quota | At most | Costs the customer |\n|---|---|---|---|---|---|\n");
        foreach (var (_, plan) in properties)
        {
            foreach (var call in plan.Calls)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{plan.Source}` | `{call.Permission}` | {(call.Mandatory ? "mandatory" : "optional")} | {Quota(call)} "
                    + $"| {call.MaxCallsPerRun} | {Cost(call.CostKind)} |\n");
            }
        }
    }

    private static string Quota(PlannedCall call) => call.QuotaPerSecond switch
    {
        null => "none documented",
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{call.QuotaPerSecond * 60:0.##} a minute"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{call.QuotaPerSecond:0.##} a second"),
    };

    private static string Arrival(DelayClass delay) => delay switch
    {
        DelayClass.Immediate => "there at once",
        DelayClass.Minutes => "there within minutes",
        DelayClass.Late => "late, by about five minutes",
        _ => "late, by up to fifteen minutes",
    };

    private static string Cost(CostKind cost) => cost switch
    {
        CostKind.Free => "nothing",
        CostKind.PerRequest => "by the request",
        CostKind.PerMetric => "by the metric",
        _ => "by the byte scanned",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
