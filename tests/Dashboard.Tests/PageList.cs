namespace CauseFlow.Dashboard.Tests;

/// <summary>Every page that there is; a page that is added is named here.</summary>
internal static class PageList
{
    /// <summary>Stands for the id of the one incident.</summary>
    public const string Incident = "/incidents/{id}";

    public const string Integration = "/integrations/{int}";

    public static readonly string[] SignedIn =
    [
        "/incidents", "/incidents?q=nothing-matches-this", "/incidents/new", Incident, "/incidents/inc_unknown", "/welcome", "/sample",
        "/incidents/sample",
        "/integrations", Integration, Integration + "/erase", "/integrations/int_unknown", "/integrations/new/aws", "/integrations/new/azure",
        "/integrations/new/gcp", "/webhooks", "/audit", "/audit?action=nothing.matches", "/keys", "/settings",
        "/settings/notifications",
    ];

    public static readonly string[] Open = ["/sign-in", "/sign-in?problem=ended&return=%2Fincidents", "/no-such-page"];

    /// <summary>Answered with 404, by which the browser complains of the page itself.</summary>
    public static readonly string[] Missing = ["/no-such-page"];
}
