using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Contracts.Tests;

public sealed class IdsTests
{
    [Fact]
    public void New_AnyPrefix_IsPrefixAndTwentySixCharacters()
    {
        var id = Ids.New("inc", new FakeTimeProvider());

        id.ShouldMatch("^inc_[0-7][0-9A-HJKMNP-TV-Z]{25}$");
        Ids.IsValid(id, "inc").ShouldBeTrue();
    }

    [Fact]
    public void New_SameInstant_IsUnique()
    {
        var time = new FakeTimeProvider();

        Enumerable.Range(0, 1_000).Select(_ => Ids.New("evt", time)).Distinct().Count().ShouldBe(1_000);
    }

    [Fact]
    public void FromGuid_KnownGuid_IsItsUlidText() =>
        Ids.FromGuid("inv", new Guid("0195a5d4-7c00-7000-8000-000000000001")).ShouldBe("inv_01JPJX8Z00E008000000000001");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("inc_")]
    [InlineData("inv_01JPJX8Z00E00800000000000001")]
    [InlineData("inc_01JPJX8Z00E00800000000000I")]
    [InlineData("inc-01JPJX8Z00E008000000000001")]
    [InlineData("inc_01jpjx8z00e008000000000001")]
    public void IsValid_AnythingElse_IsFalse(string? id) => Ids.IsValid(id, "inc").ShouldBeFalse();
}
