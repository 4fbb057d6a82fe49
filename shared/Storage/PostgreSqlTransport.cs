using System.Net;
using Npgsql;

namespace CauseFlow.Storage;

/// <summary>
/// Evidence, sealed credentials and the database's password travel to PostgreSQL: between machines only under TLS, with the
/// server's name checked against its certificate. A network that encrypts by itself sets the same key as for the services.
/// </summary>
internal static class PostgreSqlTransport
{
    /// <summary>The key of <c>ServiceDefaults</c>, which this library does not know.</summary>
    public const string AllowPlain = "Services:AllowPlainInternal";

    /// <summary>What is wrong with the connection; null when nothing is. It names the setting and never what stands in it.</summary>
    /// <param name="setting">The setting that holds it.</param>
    /// <param name="connectionString">As it was configured; empty is for others to refuse.</param>
    public static string? WhyNot(string setting, string? connectionString)
    {
        if (string.IsNullOrEmpty(connectionString))
        {
            return null;
        }

        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or OverflowException)
        {
            return $"{setting} is no connection string of Npgsql: check its keywords and values.";
        }

        return connection.SslMode == SslMode.VerifyFull || (connection.Host ?? "?").Split(',').All(IsThisMachine)
            ? null
            : $"{setting} leads to another machine and does not check who answers there: add SSL Mode=VerifyFull (and Root Certificate, a "
                + $"PEM file, for an authority of your own), or set {AllowPlain} where the network encrypts by itself.";
    }

    /// <summary>A socket's folder, an abstract socket, or a name or address that never leaves the machine.</summary>
    private static bool IsThisMachine(string host)
    {
        var name = host.Trim();
        if (name is ['/', ..] or ['@', ..])
        {
            return true;
        }

        // With or without a port; an IPv6 address with one stands in brackets.
        name = name is ['[', ..] && name.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? name[1..end]
            : name.Count(c => c == ':') == 1 ? name[..name.IndexOf(':', StringComparison.Ordinal)] : name;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }
}
