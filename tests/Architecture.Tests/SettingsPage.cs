using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CauseFlow.Architecture.Tests;

/// <summary>The page of all settings, made of the options' own defaults, ranges and doc comments.</summary>
internal static class SettingsPage
{
    /// <summary>Section by type; a type with the empty section is read from the root.</summary>
    private static readonly (string Title, (string Section, string Type)[] Sections)[] Parts =
    [
        ("All-in-one", [("", "AllInOneOptions")]),
        ("Gateway", [("Gateway", "GatewayOptions"), ("RateLimits", "RateLimitOptions"), ("Issuers:0", "OutsideIssuer")]),
        ("Dashboard", [("Dashboard", "DashboardOptions")]),
        ("Ingestion", [("Ingestion", "IngestionOptions"), ("Sns", "SnsOptions")]),
        ("Credential broker", [
            ("Broker", "BrokerKeyOptions"), ("Broker:Leases", "LeaseOptions"), ("Broker:Budgets", "BudgetOptions"),
            ("Broker:Reconcile", "ReconcileOptions"), ("Broker:Intake", "QueueOptions"),
            ("Broker:Audit", "AuditOptions"), ("Broker:Oidc", "OidcOptions"), ("Broker:Tokens", "TokenOptions"),
            ("Broker:Credentials", "CredentialOptions"), ("Broker:Integrations", "IntegrationOptions"), ("Aws", "AwsOptions")]),
        ("AWS collector", [("CollectorAws", "CollectorAwsOptions"), ("CollectorAws:Collection", "CollectionOptions")]),
        ("Azure collector", [("CollectorAzure", "CollectorAzureOptions"), ("CollectorAzure:Collection", "CollectionOptions")]),
        ("GCP collector", [("CollectorGcp", "CollectorGcpOptions"), ("CollectorGcp:Collection", "CollectionOptions")]),
        ("Investigations", [("Investigations", "InvestigationsOptions"), ("Notifications", "NotificationOptions")]),
        ("Every service", [
            ("Storage", "StoreOptions"), ("Bus", "BusOptions"), ("Secrets", "SecretsOptions"), ("Identity", "IdentityOptions"),
            ("Listen", "HostListenOptions"), ("Shutdown", "ShutdownOptions"), ("Telemetry", "TelemetryOptions")]),
    ];

    /// <summary>Types whose settings are on the page, nested ones included.</summary>
    public static IReadOnlySet<string> Types { get; } =
        Parts.SelectMany(part => part.Sections).Select(section => section.Type).Append("LogMiningOptions").Append("ClusterIdentityOptions")
        .Append("OidcSignInOptions")
        .ToHashSet();

    public static string Write(IReadOnlyList<Assembly> assemblies)
    {
        var page = new StringBuilder("""
            # Settings

            Every setting with its default and what it allows. They come from the environment (`__` for `:`), from
            `appsettings.json`, or from arguments; a value outside its range stops the start and says so. This page is made from the
            code and a test keeps it true.

            """);
        foreach (var (title, sections) in Parts)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| Setting | Default | Range | Meaning |\n|---|---|---|---|\n");
            foreach (var (section, name) in sections)
            {
                foreach (var row in Rows(section, TypeOf(assemblies, name)))
                {
                    page.Append(row).Append('\n');
                }
            }
        }

        return page.Append("""

            ## Read elsewhere

            | Setting | Meaning |
            |---|---|
            | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_PROFILE`, `AWS_SHARED_CREDENTIALS_FILE`, … | Credentials of CauseFlow's own AWS principal, by the AWS SDK's usual chain. |
            | `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>` | Other endpoints, as in AWS's own tools. |
            | `AZURE_AUTHORITY_HOST`, `AZURE_RESOURCE_MANAGER_ENDPOINT`, `AZURE_LOG_ANALYTICS_ENDPOINT` | Other endpoints of Azure, all https; the authority host also decides whether this is Azure Government or China. |
            | `AZURE_EXTRA_ROOTS` | A PEM file whose roots are trusted for Azure's endpoints beside the machine's own. |
            | `CLOUDSDK_API_ENDPOINT_OVERRIDES_<API>` | Other endpoints of Google's APIs, as in gcloud: `OAUTH2`, `STS`, `IAMCREDENTIALS` for tokens, and one for each API that is read. |
            | `Services:<name>:ApiUrl`, `Services:<name>:InternalUrl` | Where the gateway and the other services reach a service in a process of its own. |
            | `Services:CaFile` | PEM file of the authority of the services' certificates; no other counts between them then. |
            | `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_CERTIFICATE` | Where traces and metrics are sent, and a PEM file of the authority of that address, as in OpenTelemetry's own tools. |
            | `SettingsFolder` | A folder whose files are settings: `Bus__Password` holds `Bus:Password`. They win over the environment, and keep secrets out of it. |
            | `Services:AllowPlainInternal` | Plain text between machines, where the network encrypts by itself. Default `false`; set on both sides. |

            """).ToString();
    }

    private static Type TypeOf(IEnumerable<Assembly> assemblies, string name) =>
        assemblies.SelectMany(assembly => assembly.GetTypes()).Single(type => type.Name == name);

    private static IEnumerable<string> Rows(string section, Type type)
    {
        var defaults = Activator.CreateInstance(type);
        foreach (var property in type.GetProperties().Where(property => IsSetting(property)))
        {
            var name = section.Length == 0 ? property.Name : $"{section}:{property.Name}";
            if (property.PropertyType.Namespace!.StartsWith("CauseFlow", StringComparison.Ordinal)
                && property.PropertyType.IsClass)
            {
                foreach (var row in Rows(name, property.PropertyType))
                {
                    yield return row;
                }

                continue;
            }

            var meaning = XmlDocs.Of($"P:{type.FullName!.Replace('+', '.')}.{property.Name}");
            yield return $"| `{name}{(IsList(property) ? ":0" : IsMap(property) ? ":<key>" : "")}` | {Value(property.GetValue(defaults))} "
                + $"| {RangeOf(property)} | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |";
        }
    }

    private static bool IsSetting(PropertyInfo property) =>
        property.GetMethod is { IsPublic: true, IsStatic: false }
        && (property.SetMethod is { IsPublic: true } || IsList(property) || IsMap(property));

    private static bool IsMap(PropertyInfo property) => typeof(IDictionary).IsAssignableFrom(property.PropertyType)
        || (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IDictionary<,>));

    private static bool IsList(PropertyInfo property) => property.PropertyType.IsGenericType && !IsMap(property)
        && typeof(IEnumerable).IsAssignableFrom(property.PropertyType);

    private static string Value(object? value) => value switch
    {
        null or "" => "none",
        string text => $"`{text}`",
        bool flag => flag ? "`true`" : "`false`",
        Enum word => $"`{word}`",
        IEnumerable => "none",
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    private static string RangeOf(PropertyInfo property) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { IsEnum: true } words ? string.Join(", ", Enum.GetNames(words))
        : property.GetCustomAttribute<RangeAttribute>() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}")
        : property.GetCustomAttribute<MaxLengthAttribute>() is { } length ? $"at most {length.Length}"
        : "";
}
