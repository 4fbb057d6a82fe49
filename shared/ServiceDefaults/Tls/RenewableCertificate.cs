using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CauseFlow.ServiceDefaults.Tls;

/// <summary>
/// A server's certificate in two PEM files, read again when they change: whoever renews it (cert-manager, an operator) must not have to
/// restart the server. A pair that cannot be read leaves the last one in use.
/// </summary>
internal sealed class RenewableCertificate
{
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly Lock _reading = new();
    private (DateTime Certificate, DateTime Key) _writtenAt;
    private X509Certificate2 _current;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">The files hold no certificate and key that belong together.</exception>
    public RenewableCertificate(string certificateFile, string keyFile)
    {
        (_certificateFile, _keyFile) = (certificateFile, keyFile);
        _writtenAt = (FileStamp.Of(certificateFile), FileStamp.Of(keyFile));
        _current = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
    }

    /// <summary>For a new connection. Older ones keep what they had, so that it is never disposed.</summary>
    public X509Certificate2 Current()
    {
        lock (_reading)
        {
            try
            {
                var writtenAt = (FileStamp.Of(_certificateFile), FileStamp.Of(_keyFile));
                if (writtenAt != _writtenAt)
                {
                    _current = X509Certificate2.CreateFromPemFile(_certificateFile, _keyFile);
                    _writtenAt = writtenAt;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // Half written: the next connection looks again.
            }

            return _current;
        }
    }
}
