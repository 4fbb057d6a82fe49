using System.Text.Json;
using CauseFlow.Collection.Json;

namespace CauseFlow.Collection.Tests;

public sealed class CloudJsonTests
{
    [Fact]
    public void Half_a_surrogate_pair_is_nothing_and_costs_nothing_else()
    {
        using var document = JsonDocument.Parse("""{"a":"\ud800","list":["\udc00","x"],"labels":{"\ud800":"1","k":"\ud800","l":"v"},"\ud800abcdef":1,"b":"y"}""");
        var root = document.RootElement;

        (root.Text("a"), root.Text("b"), root.Time("a"), root.Text("missing")).ShouldBe((null, "y", null, null));
        root.Texts("list").ShouldBe(["x"]);
        root.Pairs("labels").ShouldBe(new Dictionary<string, string> { ["l"] = "v" });
    }
}
