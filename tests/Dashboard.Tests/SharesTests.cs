using CauseFlow.Dashboard.Shell;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Open pages cost memory: no person, and no tenant with many people, takes all of it.</summary>
public sealed class SharesTests
{
    [Fact]
    public void Two_keys_of_one_tenant_get_no_more_than_its_share_and_another_still_gets_one()
    {
        var shares = new Shares(perPerson: 3, perTenant: 4, inAll: 6);

        Take(shares, "ten_1/key_1", 5).ShouldBe(3);
        shares.Reached("ten_1/key_1").ShouldBe(Bound.Person);
        Take(shares, "ten_1/key_2", 5).ShouldBe(1);
        shares.Reached("ten_1/key_2").ShouldBe(Bound.Tenant);
        Take(shares, "ten_2/key_3", 5).ShouldBe(2);
        shares.Reached("ten_2/key_3").ShouldBe(Bound.All);
        shares.Reached("ten_3/key_4").ShouldBe(Bound.All);
    }

    [Fact]
    public void What_is_given_back_may_be_taken_again_also_after_more_than_the_bound()
    {
        var shares = new Shares(perPerson: 1, perTenant: 1, inAll: 1);
        shares.TryTake("ten_1/key_1").ShouldBeTrue();
        shares.TryTake("ten_1/key_1", isForced: true).ShouldBeTrue();

        shares.Return("ten_1/key_1");
        shares.TryTake("ten_2/key_2").ShouldBeFalse();
        shares.Return("ten_1/key_1");

        shares.TryTake("ten_2/key_2").ShouldBeTrue();
    }

    private static int Take(Shares shares, string person, int times) => Enumerable.Range(0, times).Count(_ => shares.TryTake(person));
}
