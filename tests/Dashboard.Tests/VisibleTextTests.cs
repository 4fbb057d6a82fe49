using CauseFlow.Dashboard.Shell;

namespace CauseFlow.Dashboard.Tests;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain, with ü and 漢字 and 👩‍🚒", "plain, with ü and 漢字 and 👩[U+200D]🚒")]
    [InlineData("\u001b[31mred\u001b[0m", "[ESC][31mred[ESC][0m")]
    [InlineData("user\u202Egnp.exe", "user[RLO]gnp.exe")]
    [InlineData("a\u2066b\u2069c", "a[LRI]b[PDI]c")]
    [InlineData("bell\u0007 and null\0", "bell[BEL] and null[NUL]")]
    [InlineData("zero\u200Bwidth", "zero[ZWSP]width")]
    [InlineData("two\nlines\tand a tab", "two\nlines\tand a tab")]
    [InlineData("line\u2028separator", "line[LSEP]separator")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    public void Plain_Unseen_IsMarked(string text, string expected) => VisibleText.Plain(text).ShouldBe(expected);

    [Fact]
    public void Runs_Marks_NameTheCodePoint() =>
        VisibleText.Runs("a\u202Eb").Select(run => (run.Text, run.Name)).ShouldBe(
            [("a", ""), ("RLO", "Invisible character U+202E"), ("b", "")]);

    [Fact]
    public void Plain_LoneSurrogate_IsReplaced() => VisibleText.Plain("lone \ud800 one").ShouldBe("lone \uFFFD one");

    [Fact]
    public void Runs_Null_IsNothing() => VisibleText.Runs(null).ShouldBeEmpty();
}
