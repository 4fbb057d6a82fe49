using CauseFlow.Dashboard.Incidents;

namespace CauseFlow.Dashboard.Tests;

public sealed class EvidenceTextTests
{
    [Fact]
    public void Cited_IdsOfEvidence_StandApart() =>
        EvidenceText.Cited("It began with evi_abcdefghijklmnopqrstuvwxyz234567, see evil_things.").ShouldBe(
            [("It began with ", false), ("evi_abcdefghijklmnopqrstuvwxyz234567", true), (", see evil_things.", false)]);

    [Fact]
    public void Cited_BracketsAboutIds_FallAway() =>
        EvidenceText.Cited("left [evi_aaaaaaaa, evi_bbbbbbbb]; then [43.0] more").ShouldBe(
            [("left ", false), ("evi_aaaaaaaa", true), ("evi_bbbbbbbb", true), ("; then [43.0] more", false)]);

    [Fact]
    public void Reasons_OfAnExplanation_AreLines() =>
        Explanation.Reasons("For: memory fell 1.5 GB [evi_aaaaaaaa]; time-outs rose [evi_bbbbbbbb]. Errors left at 18:09:00Z and peaked [evi_cccccccc]. Nothing speaks against it.")
            .ShouldBe(["memory fell 1.5 GB [evi_aaaaaaaa].", "time-outs rose [evi_bbbbbbbb].", "Errors left at 18:09:00Z and peaked [evi_cccccccc].", "Nothing speaks against it."]);

    [Theory]
    [InlineData("https://console.aws.amazon.com/x?y=1", "https://console.aws.amazon.com/x?y=1")]
    [InlineData("http://console.aws.amazon.com/", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:text/html,x", null)]
    [InlineData("/incidents", null)]
    [InlineData(null, null)]
    public void SafeLink_OnlyHttpsLeadsOut(string? link, string? expected) => EvidenceText.SafeLink(link).ShouldBe(expected);

    [Theory]
    [InlineData("{\"a\":1}", "{\n  \"a\": 1\n}")]
    [InlineData("{\"cut\":", "{\"cut\":")]
    [InlineData("=HYPERLINK(\"x\")", "=HYPERLINK(\"x\")")]
    public void Readable_Json_IsLaidOut(string raw, string expected) => EvidenceText.Readable(raw).ShouldBe(expected);
}
