using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Sources;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>A credential that a bound cuts in two must not pass for want of its second half.</summary>
public sealed class CutTextTests
{
    private const string Secret = "postgres://svc:Sup3rSecretWord@db.internal/orders";

    [Fact]
    public void What_is_cut_here_was_redacted_before() =>
        CutText.Redacted(new Redactor(), new string('x', 80) + " " + Secret, 100)!.ShouldNotContain("Sup3r");

    [Fact]
    public void A_short_text_is_redacted_too() => CutText.Redacted(new Redactor(), Secret, 500)!.ShouldNotContain("Sup3r");

    [Fact]
    public void The_words_of_an_error_are_redacted_before_they_are_cut()
    {
        var text = new string('x', 990) + " " + Secret;
        var body = AzureErrorBody.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"error":{"code":"C","message":"{{text}}"} }"""));

        body.Message.Length.ShouldBeLessThanOrEqualTo(1_024);
        body.Message.ShouldNotContain("Sup3r");
    }

    [Theory]
    [InlineData("one two thr", 11, "one two")]
    [InlineData("one two", 11, "one two")]
    [InlineData("{\"password\":\"Sup", 16, "{\"password\":\"")]
    [InlineData("onewordonly", 11, "")]
    public void The_word_at_a_cut_end_is_left_out(string text, int max, string kept) => CutText.WholeWords(text, max).ShouldBe(kept);
}
