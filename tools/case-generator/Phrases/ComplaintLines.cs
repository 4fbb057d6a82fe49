namespace CauseFlow.CaseGeneration.Phrases;

/// <summary>
/// How a complaint reads in each language, in the words of the runtimes and their common libraries. The first line says what,
/// the others are frames. {0} is whom it was about.
/// </summary>
internal static class ComplaintLines
{
    /// <param name="runtime">Language of the program.</param>
    /// <param name="complaint">What it complains of.</param>
    /// <param name="service">Its name; frames lie in a module named after it.</param>
    /// <param name="about">Host, table, variable or file that the complaint names.</param>
    public static IReadOnlyList<string> Of(Runtime runtime, Complaint complaint, string service, string about)
    {
        var module = Module(service);
        var head = Head(runtime, complaint).Replace("{0}", about, StringComparison.Ordinal);
        return [head, .. Frames(runtime, complaint, module)];
    }

    private static string Head(Runtime runtime, Complaint complaint) => runtime switch
    {
        Runtime.Java => Java(complaint),
        Runtime.Node => Node(complaint),
        Runtime.Python => Python(complaint),
        Runtime.DotNet => DotNet(complaint),
        _ => Go(complaint),
    };

    private static string Java(Complaint complaint) => complaint switch
    {
        Complaint.Defect => "java.lang.NullPointerException: Cannot invoke \"{0}.getAmount()\" because \"line\" is null",
        Complaint.BadSetting => "java.lang.IllegalArgumentException: invalid value for property '{0}'",
        Complaint.OutOfMemory => "java.lang.OutOfMemoryError: Java heap space",
        Complaint.PoolTimeout => "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after {int:30000:30009}ms",
        Complaint.TooManyConnections => "org.postgresql.util.PSQLException: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute",
        Complaint.Throttled => "software.amazon.awssdk.core.exception.SdkClientException: Rate exceeded for {0} (status 429, request {uuid})",
        Complaint.UpstreamFailed => "org.springframework.web.client.HttpServerErrorException$ServiceUnavailable: 503 Service Unavailable from GET https://{0}/v2/items/{int:1000:99999}",
        Complaint.UpstreamTimeout => "java.net.SocketTimeoutException: Read timed out calling https://{0}/v2/items/{int:1000:99999} after {int:5000:5020} ms",
        Complaint.DiskFull => "java.io.IOException: No space left on device writing {0}",
        Complaint.ConnectTimeout => "java.net.ConnectException: Connection timed out: {0}:5432",
        Complaint.AccessDenied => "software.amazon.awssdk.services.core.AccessDeniedException: not authorized to perform this action on resource {0} (request {uuid})",
        Complaint.CertificateExpired => "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed for {0}: certificate has expired",
        Complaint.NameNotFound => "java.net.UnknownHostException: {0}: Name or service not known",
        Complaint.BadInput => "com.fasterxml.jackson.databind.exc.InvalidFormatException: Cannot deserialize value of type `java.math.BigDecimal` from String \"n/a\" in field '{0}', record {int:10000:99999}",
        _ => "org.postgresql.util.PSQLException: FATAL: terminating connection due to administrator command ({0})",
    };

    private static string Node(Complaint complaint) => complaint switch
    {
        Complaint.Defect => "TypeError: Cannot read properties of undefined (reading '{0}')",
        Complaint.BadSetting => "Error: configuration key {0} has an invalid value",
        Complaint.OutOfMemory => "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        Complaint.PoolTimeout => "TimeoutError: Knex: Timeout acquiring a connection. The pool is probably full.",
        Complaint.TooManyConnections => "error: sorry, too many clients already",
        Complaint.Throttled => "ThrottlingException: Rate exceeded on {0}, retry after {int:50:900} ms",
        Complaint.UpstreamFailed => "Error: Request failed with status code 503 GET https://{0}/v2/items/{int:1000:99999}",
        Complaint.UpstreamTimeout => "Error: timeout of 5000ms exceeded GET https://{0}/v2/items/{int:1000:99999}",
        Complaint.DiskFull => "Error: ENOSPC: no space left on device, write '{0}'",
        Complaint.ConnectTimeout => "Error: connect ETIMEDOUT {0}:5432",
        Complaint.AccessDenied => "AccessDenied: the caller is not authorized to perform this action on {0} (request {uuid})",
        Complaint.CertificateExpired => "Error: certificate has expired: {0} code CERT_HAS_EXPIRED",
        Complaint.NameNotFound => "Error: getaddrinfo ENOTFOUND {0}",
        Complaint.BadInput => "SyntaxError: Unexpected token } in JSON at position {int:12:2900} while reading '{0}' of message {uuid}",
        _ => "error: terminating connection due to administrator command {0}",
    };

    private static string Python(Complaint complaint) => complaint switch
    {
        Complaint.Defect => "KeyError: '{0}'",
        Complaint.BadSetting => "pydantic.errors.ConfigError: value of {0} is not valid",
        Complaint.OutOfMemory => "MemoryError: cannot allocate {int:16:640} MiB",
        Complaint.PoolTimeout => "sqlalchemy.exc.TimeoutError: QueuePool limit of size 10 overflow 5 reached, connection timed out, timeout 30.00",
        Complaint.TooManyConnections => "psycopg2.OperationalError: FATAL:  sorry, too many clients already",
        Complaint.Throttled => "botocore.exceptions.ClientError: An error occurred (ThrottlingException): Rate exceeded for {0}",
        Complaint.UpstreamFailed => "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://{0}/v2/items/{int:1000:99999}",
        Complaint.UpstreamTimeout => "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='{0}', port=443): Read timed out. (read timeout=5)",
        Complaint.DiskFull => "OSError: [Errno 28] No space left on device: '{0}'",
        Complaint.ConnectTimeout => "psycopg2.OperationalError: could not connect to server: Connection timed out host \"{0}\" port 5432",
        Complaint.AccessDenied => "botocore.exceptions.ClientError: An error occurred (AccessDenied) on {0}: caller is not authorized to perform this action",
        Complaint.CertificateExpired => "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired ({0})",
        Complaint.NameNotFound => "socket.gaierror: [Errno -2] Name or service not known: {0}",
        Complaint.BadInput => "ValueError: could not convert string to float: 'n/a' in column '{0}' at row {int:10000:99999}",
        _ => "psycopg2.errors.AdminShutdown: terminating connection due to administrator command on {0}",
    };

    private static string DotNet(Complaint complaint) => complaint switch
    {
        Complaint.Defect => "System.NullReferenceException: Object reference not set to an instance of an object in {0}.",
        Complaint.BadSetting => "System.InvalidOperationException: The value of '{0}' is not valid for this environment.",
        Complaint.OutOfMemory => "System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.",
        Complaint.PoolTimeout => "System.InvalidOperationException: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool. All pooled connections were in use and max pool size was reached.",
        Complaint.TooManyConnections => "Microsoft.Data.SqlClient.SqlException (0x80131904): Resource ID : 1. The session limit for the database is 300 and has been reached. ({0})",
        Complaint.Throttled => "System.Net.Http.HttpRequestException: Response status code does not indicate success: 429 (Too Many Requests) from {0}.",
        Complaint.UpstreamFailed => "System.Net.Http.HttpRequestException: Response status code does not indicate success: 503 (Service Unavailable) from https://{0}/v2/items/{int:1000:99999}.",
        Complaint.UpstreamTimeout => "System.Threading.Tasks.TaskCanceledException: The request to https://{0}/v2/items/{int:1000:99999} was canceled due to the configured HttpClient.Timeout of 5 seconds elapsing.",
        Complaint.DiskFull => "System.IO.IOException: There is not enough space on the disk : '{0}'",
        Complaint.ConnectTimeout => "Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to {0}: the wait operation timed out",
        Complaint.AccessDenied => "Azure.RequestFailedException: This request is not authorized to perform this operation on {0}. Status: 403 (Forbidden) ErrorCode: AuthorizationFailure RequestId: {uuid}",
        Complaint.CertificateExpired => "System.Security.Authentication.AuthenticationException: The remote certificate of {0} is invalid because of errors in the certificate chain: NotTimeValid",
        Complaint.NameNotFound => "System.Net.Sockets.SocketException (11001): No such host is known. ({0}:443)",
        Complaint.BadInput => "System.Text.Json.JsonException: The JSON value could not be converted to System.Decimal. Path: $.{0} | LineNumber: {int:0:40} | BytePositionInLine: {int:10:900}.",
        _ => "Microsoft.Data.SqlClient.SqlException (0x80131904): Database '{0}' on server is not currently available. Please retry the connection later. session {uuid}",
    };

    private static string Go(Complaint complaint) => complaint switch
    {
        Complaint.Defect => "panic: runtime error: invalid memory address or nil pointer dereference in {0}",
        Complaint.BadSetting => "level=error msg=\"cannot use setting\" key={0} err=\"invalid value\"",
        Complaint.OutOfMemory => "fatal error: runtime: out of memory: cannot allocate {int:1000000:9000000}-byte block",
        Complaint.PoolTimeout => "level=error msg=\"query failed\" err=\"context deadline exceeded: no free connection in pool\"",
        Complaint.TooManyConnections => "level=error msg=\"query failed\" err=\"pq: sorry, too many clients already\"",
        Complaint.Throttled => "level=error msg=\"call refused\" target={0} err=\"rpc error: code = ResourceExhausted desc = Quota exceeded\"",
        Complaint.UpstreamFailed => "level=error msg=\"upstream call failed\" url=https://{0}/v2/items/{int:1000:99999} status=503",
        Complaint.UpstreamTimeout => "level=error msg=\"upstream call failed\" url=https://{0}/v2/items/{int:1000:99999} err=\"context deadline exceeded (Client.Timeout exceeded while awaiting headers)\"",
        Complaint.DiskFull => "level=error msg=\"write failed\" err=\"write {0}: no space left on device\"",
        Complaint.ConnectTimeout => "level=error msg=\"cannot connect\" err=\"dial tcp: {0}:5432: i/o timeout\"",
        Complaint.AccessDenied => "level=error msg=\"call refused\" err=\"rpc error: code = PermissionDenied desc = caller does not have permission on {0}\" request={uuid}",
        Complaint.CertificateExpired => "level=error msg=\"call failed\" err=\"tls: failed to verify certificate: x509: certificate has expired or is not yet valid for {0}\"",
        Complaint.NameNotFound => "level=error msg=\"call failed\" err=\"dial tcp: lookup {0}: no such host\"",
        Complaint.BadInput => "level=error msg=\"cannot read record\" err=\"strconv.ParseFloat: parsing \\\"n/a\\\": invalid syntax\" field={0} record={int:10000:99999}",
        _ => "level=error msg=\"query failed\" err=\"pq: terminating connection due to administrator command\" db={0}",
    };

    /// <summary>Programs in Go log one line, except when they panic.</summary>
    private static string[] Frames(Runtime runtime, Complaint complaint, string module)
    {
        var unit = complaint switch
        {
            Complaint.Defect or Complaint.BadInput => "Mapper", Complaint.BadSetting => "Settings",
            Complaint.PoolTimeout or Complaint.TooManyConnections or Complaint.DatabaseGone or Complaint.ConnectTimeout => "Repository",
            _ => "Client",
        };
        return runtime switch
        {
            Runtime.Java =>
            [
                $"\tat com.acme.{module}.{unit}.handle({unit}.java:{Line(module, unit, 40)})",
                $"\tat com.acme.{module}.Endpoint.serve(Endpoint.java:{Line(module, unit, 90)})",
                "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
            ],
            Runtime.Node =>
            [
                $"    at {unit}.handle (/app/src/{module}/{unit.ToLowerInvariant()}.js:{Line(module, unit, 30)}:17)",
                $"    at async serve (/app/src/{module}/index.js:{Line(module, unit, 12)}:5)",
            ],
            Runtime.Python =>
            [
                $"  File \"/srv/{module}/{unit.ToLowerInvariant()}.py\", line {Line(module, unit, 20)}, in handle",
                $"  File \"/srv/{module}/app.py\", line {Line(module, unit, 70)}, in serve",
            ],
            Runtime.DotNet =>
            [
                $"   at Acme.{module}.{unit}.HandleAsync(Request request) in /src/{module}/{unit}.cs:line {Line(module, unit, 50)}",
                $"   at Acme.{module}.Endpoint.ServeAsync(HttpContext context) in /src/{module}/Endpoint.cs:line {Line(module, unit, 33)}",
            ],
            _ when complaint is Complaint.Defect or Complaint.OutOfMemory =>
                ["goroutine {int:20:900} [running]:", $"main.(*{module}).handle(0xc000{{hex:6}})", $"\t/src/{module}/handler.go:{Line(module, unit, 60)} +0x1d4"],
            _ => [],
        };
    }

    private static int Line(string module, string unit, int from) => from + ((module.Length * 7) + (unit.Length * 3)) % 60;

    private static string Module(string service) => new([.. service.Where(char.IsLetterOrDigit)]);
}
