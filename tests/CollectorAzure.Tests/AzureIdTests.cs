using CauseFlow.CollectorAzure.Clients;

namespace CauseFlow.CollectorAzure.Tests;

public sealed class AzureIdTests
{
    private const string Group = "/subscriptions/11111111-2222-4333-8444-555555555555/resourcegroups/shop";

    [Fact]
    public void An_id_is_taken_apart_whatever_its_case()
    {
        var slot = AzureId.Parse(Group + "/providers/Microsoft.Web/Sites/Shop-Web/slots/staging/").ShouldNotBeNull();

        (slot.Type, slot.Name, slot.Group).ShouldBe(("microsoft.web/sites/slots", "staging", "shop"));
        slot.Parent.ShouldNotBeNull().Name.ShouldBe("Shop-Web");
        slot.Parent!.Parent.ShouldBeNull();
        slot.Lower.ShouldBe(Group + "/providers/microsoft.web/sites/shop-web/slots/staging");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/subscriptions/11111111-2222-4333-8444-555555555555")]
    [InlineData("/subscriptions/x/providers/Microsoft.Web/sites/a")]
    [InlineData("https://evil.example/subscriptions/11111111-2222-4333-8444-555555555555/providers/Microsoft.Web/sites/a")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/a?api-version=1")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/a#b")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/..")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/a%2f..%2f")]
    [InlineData(Group + "/providers/Microsoft.Web/sites//a")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/a\\b")]
    [InlineData(Group + "/providers/Microsoft.Web/sites")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/$(id)")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/a&b")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/a!b")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/~a")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/a;b")]
    [InlineData(Group + "/providers/Microsoft.Web/sites/a'b")]
    public void What_could_name_another_path_is_no_id(string text) => AzureId.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("shop", true)]
    [InlineData("SHOP/slots/staging", true)]
    [InlineData("shop-api", false)]
    [InlineData("shop2", false)]
    public void A_longer_name_is_another_resource(string name, bool owns) =>
        AzureId.Parse(Group + "/providers/Microsoft.Web/sites/shop")!.Owns($"{Group}/providers/microsoft.web/sites/{name}").ShouldBe(owns);

    [Fact]
    public void A_hint_cannot_leave_its_literal() =>
        Kql.Text("a' or 1==1 | project \\ \"\r\n").ShouldBe("'a\\' or 1==1 | project \\\\ \\\"'");
}
