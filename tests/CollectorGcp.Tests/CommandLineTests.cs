using CauseFlow.Collection.Environments;
using CauseFlow.CollectorGcp.Clients;

namespace CauseFlow.CollectorGcp.Tests;

public sealed class CommandLineTests
{
    private readonly EnvironmentHasher _hasher = new();

    [Theory]
    [InlineData("/bin/shop", "--db-password", "hunter2", "--port=8080", "-v")]
    [InlineData("-phunter2", "--db-password=hunter2")]
    [InlineData("sh", "-c", "shop --db-password hunter2")]
    [InlineData("--=hunter2", "hunter2==", "--a b=hunter2")]
    public void No_value_can_be_read(params string[] words)
    {
        var line = CommandLine.Of(words, _hasher).ShouldNotBeNull();

        line.ShouldNotContain("hunter2");
        line.ShouldNotContain("8080");
    }

    [Fact]
    public void Names_of_flags_are_told_and_equal_lines_are_equal()
    {
        string[] words = ["/bin/shop", "--db-password", "hunter2", "--port=8080", "-v"];

        CommandLine.Of(words, _hasher).ShouldBe(
            $"({_hasher.Hash("/bin/shop")}) --db-password ({_hasher.Hash("hunter2")}) --port ({_hasher.Hash("8080")}) -v");
        CommandLine.Of([.. words.SkipLast(3), "--port=8081", "-v"], _hasher).ShouldNotBe(CommandLine.Of(words, _hasher));
        CommandLine.Of([], _hasher).ShouldBeNull();
    }

    [Fact]
    public void A_change_beyond_the_bound_is_still_seen()
    {
        string[] words = [.. Enumerable.Range(0, 500).Select(n => $"{n}")];

        CommandLine.Of(words, _hasher).ShouldNotBe(CommandLine.Of([.. words.SkipLast(1), "other"], _hasher));
        CommandLine.Of(words, _hasher)!.Length.ShouldBeLessThan(3_000);
    }
}
