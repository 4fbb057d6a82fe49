using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>Which Azure this installation speaks to: where Entra is, and whom tokens are for.</summary>
/// <param name="Authority">Entra's address, https.</param>
/// <param name="Management">Azure Resource Manager's audience.</param>
/// <param name="LogAnalytics">The query API's audience.</param>
public sealed record AzureCloud(Uri Authority, string Management, string LogAnalytics)
{
    /// <summary>The configuration key of the vendor's own tools.</summary>
    public const string AuthorityKey = "AZURE_AUTHORITY_HOST";

    /// <summary>Entra's audience of federated credentials.</summary>
    public const string ExchangeAudience = "api://AzureADTokenExchange";

    private static readonly AzureCloud World = new(
        new Uri("https://login.microsoftonline.com/"), "https://management.azure.com", "https://api.loganalytics.io");

    private static readonly AzureCloud[] Known =
    [
        World,
        new(new Uri("https://login.microsoftonline.us/"), "https://management.usgovcloudapi.net",
            "https://api.loganalytics.us"),
        new(new Uri("https://login.partner.microsoftonline.cn/"), "https://management.chinacloudapi.cn",
            "https://api.loganalytics.azure.cn"),
    ];

    /// <summary>A host that is none of Microsoft's stands for the public cloud.</summary>
    /// <exception cref="InvalidOperationException">The address is no https address: a secret would go over it in the clear.</exception>
    public static AzureCloud Of(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[AuthorityKey] is not { Length: > 0 } text)
        {
            return World;
        }

        var authority = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? uri : throw new InvalidOperationException($"{AuthorityKey} must be an https address.");
        return Known.FirstOrDefault(cloud => cloud.Authority.Host == authority.Host) ?? World with { Authority = authority };
    }

    /// <summary>The scope of an audience of the broker.</summary>
    public string ScopeOf(string audience) => audience switch
    {
        CredentialAudiences.AzureLogAnalytics => $"{LogAnalytics}/.default",
        _ => $"{Management}/.default",
    };
}
