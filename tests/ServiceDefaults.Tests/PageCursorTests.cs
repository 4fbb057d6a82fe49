using System.Buffers.Text;
using System.Text;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class PageCursorTests
{
    [Fact]
    public void What_a_list_wrote_is_read_back()
    {
        PageCursor.TryRead(PageCursor.Write(3, -7, long.MaxValue), 3, out long[]? numbers).ShouldBeTrue();
        numbers.ShouldBe([3, -7, long.MaxValue]);
        PageCursor.TryRead(PageCursor.Write(["12", "key_1"]), 2, out string[]? keys).ShouldBeTrue();
        keys.ShouldBe(["12", "key_1"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_cursor_is_the_first_page(string? cursor)
    {
        PageCursor.TryRead(cursor, out long? number).ShouldBeTrue();
        number.ShouldBeNull();
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1 ")]
    [InlineData("x")]
    [InlineData("9223372036854775808")]
    public void Another_lists_keys_are_refused(string keys) =>
        PageCursor.TryRead(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(keys)), out long? _).ShouldBeFalse();

    [Theory]
    [InlineData("int_\0")]
    [InlineData("int_\n1")]
    [InlineData("int_é")]
    public void Text_that_no_id_has_never_meets_a_database(string id) =>
        PageCursor.TryRead(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id)), out string? _).ShouldBeFalse();

    [Fact]
    public void A_cursor_is_bounded()
    {
        PageCursor.TryRead(new string('A', 201), out string? _).ShouldBeFalse();
        PageCursor.TryRead("a%b", out string? _).ShouldBeFalse();
    }
}
