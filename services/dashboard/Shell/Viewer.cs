using System.Text.Json.Serialization;

namespace CauseFlow.Dashboard.Shell;

/// <summary>What the browser says of the person's surroundings, in two cookies that hold nothing else.</summary>
/// <param name="ZoneId">IANA name such as <c>Europe/Zurich</c>; <c>UTC</c> when it is not known here.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>auto</c>, which follows the system.</param>
public sealed record Viewer(string ZoneId, string Theme)
{
    private const string ZoneCookie = "causeflow.zone";
    private const string ThemeCookie = "causeflow.theme";
    private const string Utc = "UTC";

    public static Viewer Default { get; } = new(Utc, "auto");

    [JsonIgnore]
    public bool IsUtc => Zone.BaseUtcOffset == TimeSpan.Zero && !Zone.SupportsDaylightSavingTime;

    private TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(ZoneId, out var zone) ? zone : TimeZoneInfo.Utc;

    public static Viewer Of(IRequestCookieCollection cookies)
    {
        ArgumentNullException.ThrowIfNull(cookies);
        var zone = cookies[ZoneCookie] is { Length: > 0 and < 64 } said && TimeZoneInfo.TryFindSystemTimeZoneById(said, out _)
            ? said : Utc;
        return new(zone, cookies[ThemeCookie] is "light" or "dark" ? cookies[ThemeCookie]! : "auto");
    }

    /// <summary>The instant that the clock of the person's wall shows; null for none, and the standard time of an hour that comes twice.</summary>
    public DateTimeOffset? Instant(DateTime? local) => local is { } at
        ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Unspecified), Zone.GetUtcOffset(DateTime.SpecifyKind(at, DateTimeKind.Unspecified)))
        : null;

    /// <summary>The instant on the clock of the person's wall.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);
}
