namespace CauseFlow.CaseGeneration.Phrases;

/// <summary>What services say on every day: the lines of requests, and the complaints that nobody reads.</summary>
internal static class DailyLines
{
    private static readonly string[] Requests =
    [
        "{time} INFO request {uuid} GET /v1/{0}/{int:1000:99999} 200 in {ms:4:90} ms",
        "{ip} - - \"POST /{0}/{int:1:9999} HTTP/1.1\" 201 {int:120:8800} \"-\" \"okhttp/4.12.0\"",
        "info: {0}[0] processed item {int:10000:999999} for customer {int:1:4000} in {int:3:80} ms",
        "level=info msg=\"handled\" route=/{0} status=200 duration={int:2:95}ms trace={hex:16}",
        "[{0}] batch {int:1:900} of {int:901:2000} stored, {int:5:60} rows",
    ];

    private static readonly string[] Noise =
    [
        "WARN cache for {0} is {int:31:58} minutes old, using it anyway",
        "deprecated header x-{0}-legacy seen from {ip}",
        "WARN slow query on {0}: {int:400:900} ms",
        "retrying idempotent call to {0} (attempt 2 of 3)",
        "health check from {ip} took {int:90:240} ms",
    ];

    private static readonly string[] OldErrors =
    [
        "ERROR recommendation feed of {0} not usable: 404 for segment {int:1:40}",
        "ERROR cannot render thumbnail for {0} {int:1000:9999}: source image is missing",
        "ERROR mail to subscriber {int:1:90000} of {0} bounced: mailbox unavailable",
        "ERROR loyalty lookup failed for {0}: no such card {hex:8}",
        "ERROR feature flag service answered 304 without a body for {0}",
    ];

    public static string Request(string service, long choice) => Of(Requests, service, choice);

    public static string Noisy(string service, long choice) => Of(Noise, service, choice);

    public static string OldError(string service, long choice) => Of(OldErrors, service, choice);

    private static string Of(string[] lines, string service, long choice) =>
        lines[choice % lines.Length].Replace("{0}", service.Split('-')[0], StringComparison.Ordinal);
}
