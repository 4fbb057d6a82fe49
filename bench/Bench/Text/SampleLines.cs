using System.Globalization;
using System.Text;

namespace CauseFlow.Bench.Text;

/// <summary>Lines as services write them, about 570 characters each, the same ones for the same seed.</summary>
internal static class SampleLines
{
    private static readonly string[] Words =
        ["order", "payment", "checkout", "reserve", "customer", "delivery", "inventory", "session", "request", "tenant", "worker", "queue"];

    /// <summary>Two hundred statements in four forms: access log, JSON, service log with values in brackets, error with its stack.</summary>
    public static IReadOnlyList<string> Make(int count, int seed = 17)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Line(random, random.Next(200)))];
    }

    private static string Line(Random random, int statement) => (statement % 4) switch
    {
        0 => $"{Time(random)} INFO {Address(random)} - GET /api/v1/{Words[statement % 12]}/{Id(random)} HTTP/1.1 200 {random.Next(90_000)} "
            + $"{random.Next(900)}ms agent=\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\" {Text(statement, 330)} session {Hex(random)}",
        1 => $$"""{"timestamp":"{{Time(random)}}","level":"info","logger":"shop.{{Words[statement % 12]}}","traceId":"{{Hex(random)}}","message":"{{Words[statement % 11]}} {{random.Next(10_000)}} {{Text(statement, 330)}} took {{random.Next(400)}} ms","thread":"worker-{{random.Next(16)}}"}""",
        2 => $"{Time(random)}  WARN 1 --- [nio-8080-exec-{random.Next(40)}] s.{Words[statement % 12]}.Service : [{Words[statement % 10]}={random.Next(9)}] "
            + $"(customer: {random.Next(99_999)}, cart: {random.Next(999)}) {Text(statement, 400)} {{items={random.Next(9)}, total={random.Next(9)}.{random.Next(99)}}}",
        _ => $"{Time(random)} ERROR {Words[statement % 12]} {Id(random)} failed: Shop.{Words[statement % 7]}Exception: {Text(statement, 200)} after {random.Next(9000)} ms\n"
            + $"   at Shop.Orders.{Words[statement % 9]}.Send(Request request) in /src/Client.cs:line {statement}\n   at Shop.Orders.Checkout.Pay(Order order) in /src/Checkout.cs:line 141\n"
            + "   at Shop.Orders.Api.Post(HttpContext context) in /src/Api.cs:line 37",
    };

    /// <summary>The words of one statement: fixed, as a format string is.</summary>
    private static string Text(int statement, int length)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < length; i++)
        {
            text.Append(Words[(statement + (i * (1 + (statement % 5)))) % 12]).Append(i % 9 == 8 ? ", " : " ");
        }

        return text.ToString(0, length);
    }

    private static string Time(Random random) =>
        new DateTime(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc).AddMilliseconds(random.Next(3_600_000))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Address(Random random) => $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}";

    private static string Hex(Random random) => $"{random.NextInt64():x16}{random.NextInt64():x16}";

    private static string Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
