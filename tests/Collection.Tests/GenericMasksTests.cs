using CauseFlow.Collection.Patterns;
using CsCheck;

namespace CauseFlow.Collection.Tests;

public sealed class GenericMasksTests
{
    [Theory]
    [InlineData("id 0f8fad5b-d9cb-469f-a165-70867728950e.", "id <uuid>.")]
    [InlineData("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "<uuid>")]
    [InlineData("id abcdefab-cafe-4d2a-8bad-6bb9bd380a11 x", "id <uuid> x")]
    [InlineData("mac ff:ab:cd:12:34:56 x face-12", "mac <ip> x face-<num>")]
    [InlineData("2022-08-22T01:02:03.123Z x", "<time> x")]
    [InlineData("2022/08/22 01:02:03,123456 x", "<time> x")]
    [InlineData("2022-08-22T01:02:03+02:00 x", "<time> x")]
    [InlineData("2022-08-22T01:02:03+0200", "<time>")]
    [InlineData("2022-08-22T01:02:03Zulu", "<num>-<num>-<*>:<num>:<*>")]
    [InlineData("at 01:02:03.5 and 2022-08-22", "at <time> and <time>")]
    [InlineData("from 10.0.0.12:8080, 10.0.0.1", "from <ip>, <ip>")]
    [InlineData("fe80:0:0:0:1:2:3:4 and 2001:db8::1:2:3", "<ip> and <ip>")]
    [InlineData("0xDEADBEEF 0x1f", "<hex> <hex>")]
    [InlineData("deadbeef1 facade deadbeef", "<hex> facade deadbeef")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", "<hex>")]
    [InlineData("took 12ms, 1.5 s, 3 seconds, 2h", "took <duration>, <duration>, <duration>, <duration>")]
    [InlineData("12 sales, 12 s", "<num> sales, <duration>")]
    [InlineData("95% of 3.5GiB, 12KB, 17B, -4 +5", "<num> of <num>, <num>, <num>, <num> <num>")]
    [InlineData("1,234,567 v1.2 3rd abc-12 a1", "<num> v1.<num> 3rd abc-<num> a1")]
    [InlineData("order#17/items/4", "order#<num>/items/<num>")]
    [InlineData("call (id=4, name=x) done", "call <*> done")]
    [InlineData("call (ok) [main] {a:1}", "call (ok) [main] <*>")]
    [InlineData("a (b [c=1] d) e", "a (b [<*>] d) e")]
    [InlineData("a [redacted:email] (x: [redacted:token])", "a [redacted:email] (x: [redacted:token])")]
    [InlineData("", "")]
    [InlineData("7", "<num>")]
    [InlineData("é1 ü 2", "é1 ü <num>")]
    public void What_varies_is_masked(string line, string masked) => GenericMasks.Apply(line).ShouldBe(masked);

    [Fact]
    public void Any_line_is_masked_within_its_room_whatever_stands_in_it()
    {
        Gen.Char[" aZbF09.,:;-+/%()[]{}<>_=\"xTZsmhKGB\té"].Array[0, 60].Select(chars => new string(chars)).Sample(line =>
        {
            var once = GenericMasks.Apply(line);
            once.Length.ShouldBeLessThanOrEqualTo(GenericMasks.Room(line.Length));
            once.Length.ShouldBe(GenericMasks.Apply(line, new char[GenericMasks.Room(line.Length)]));
        }, iter: 20_000);
    }
}
