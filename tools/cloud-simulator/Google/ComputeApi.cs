using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>Compute Engine: instances over all zones, each zone with its instances or with a warning.</summary>
internal sealed partial class ComputeApi(LoadedScenario scenario, ScenarioGoogle google)
{
    public JsonObject AggregatedInstances(GoogleCall call)
    {
        call.Require("compute.instances.list", $"projects/{google.Project}");
        var matching = google.Instances.Where(Filter(call.Request.Parameter("filter"))).OrderBy(instance => instance.Zone, StringComparer.Ordinal)
            .ThenBy(instance => instance.Name, StringComparer.Ordinal).ToList();
        var page = call.Page(
            "entries", [.. matching.Select(instance => (JsonNode)View(instance))], call.Request.Number("maxResults", 500, 500),
            call.Request.Parameter("pageToken"));
        var items = new JsonObject();
        foreach (var instance in (page["entries"] as JsonArray ?? []).Select(entry => (JsonObject)entry!.DeepClone()))
        {
            var zone = "zones/" + instance["zone"]!.GetValue<string>().Split('/')[^1];
            items[zone] ??= new JsonObject { ["instances"] = new JsonArray() };
            ((JsonArray)items[zone]!["instances"]!).Add((JsonNode)instance);
        }

        foreach (var zone in google.EmptyZones)
        {
            items[$"zones/{zone}"] ??= Warning(zone, "NO_RESULTS_ON_PAGE", $"There are no results for scope 'zones/{zone}' on this page.");
        }

        var answer = new JsonObject
        {
            ["kind"] = "compute#instanceAggregatedList", ["id"] = $"projects/{google.Project}/aggregated/instances", ["items"] = items,
        };
        if (call.Switch.PartialZones)
        {
            items["zones/europe-west4-b"] = Warning("europe-west4-b", "UNREACHABLE", "The zone 'europe-west4-b' is unreachable.");
            answer["unreachables"] = new JsonArray("zones/europe-west4-c");
        }

        if (page["nextPageToken"] is { } token)
        {
            answer["nextPageToken"] = token.DeepClone();
        }

        return answer;
    }

    private static JsonObject Warning(string zone, string code, string message) => new()
    {
        ["warning"] = new JsonObject
        {
            ["code"] = code, ["message"] = message,
            ["data"] = new JsonArray(new JsonObject { ["key"] = "scope", ["value"] = $"zones/{zone}" }),
        },
    };

    private JsonObject View(ScenarioComputeInstance instance)
    {
        var root = $"https://www.googleapis.com/compute/v1/projects/{google.Project}/zones/{instance.Zone}";
        var view = new JsonObject
        {
            ["kind"] = "compute#instance",
            ["id"] = instance.Id,
            ["name"] = instance.Name,
            ["creationTimestamp"] = GoogleTime.Pacific(scenario.At(instance.CreatedAtMinute)),
            ["lastStartTimestamp"] = GoogleTime.Pacific(scenario.At(instance.StartedAtMinute)),
            ["status"] = instance.Status,
            ["zone"] = root,
            ["machineType"] = $"{root}/machineTypes/{instance.MachineType}",
            ["scheduling"] = new JsonObject
            {
                ["preemptible"] = instance.IsPreemptible, ["provisioningModel"] = instance.IsPreemptible ? "SPOT" : "STANDARD",
                ["automaticRestart"] = !instance.IsPreemptible, ["onHostMaintenance"] = instance.IsPreemptible ? "TERMINATE" : "MIGRATE",
            },
            ["metadata"] = new JsonObject
            {
                ["items"] = new JsonArray([.. instance.Metadata.Select(item => (JsonNode)new JsonObject { ["key"] = item.Key, ["value"] = item.Value })]),
            },
            ["selfLink"] = $"{root}/instances/{instance.Name}",
        };
        if (instance.StatusMessage is { } message)
        {
            view["statusMessage"] = message;
        }

        if (instance.StoppedAtMinute is { } stopped)
        {
            view["lastStopTimestamp"] = GoogleTime.Pacific(scenario.At(stopped));
        }

        if (instance.Labels.Count > 0)
        {
            view["labels"] = new JsonObject(instance.Labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }

        return view;
    }

    /// <summary>Equality clauses joined by AND, in parentheses or not: what a client needs to find an instance.</summary>
    private static Func<ScenarioComputeInstance, bool> Filter(string? text)
    {
        var clauses = new List<Func<ScenarioComputeInstance, bool>>();
        foreach (var part in (text ?? "").Split(" AND ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = Clause().Match(part);
            if (!match.Success)
            {
                throw GoogleErrors.Invalid("Invalid value for field 'filter': '" + text + "'. Invalid list filter expression.");
            }

            var (field, value) = (match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value);
            clauses.Add(instance => string.Equals(Value(instance, field), value, StringComparison.Ordinal));
        }

        return instance => clauses.All(clause => clause(instance));
    }

    private static string? Value(ScenarioComputeInstance instance, string field) => field switch
    {
        "id" => instance.Id,
        "name" => instance.Name,
        "status" => instance.Status,
        _ when field.StartsWith("labels.", StringComparison.Ordinal) => instance.Labels.GetValueOrDefault(field["labels.".Length..]),
        _ => throw GoogleErrors.Invalid(string.Create(CultureInfo.InvariantCulture, $"Invalid value for field 'filter': unknown field {field}.")),
    };

    [GeneratedRegex("""^\(?\s*([A-Za-z_.-]+)\s*=\s*(?:"([^"\\]*)"|([A-Za-z0-9_-]+))\s*\)?$""")]
    private static partial Regex Clause();
}
