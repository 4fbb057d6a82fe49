namespace CauseFlow.ServiceDefaults.Tls;

/// <summary>
/// When a file was written: of the file itself. In a mounted Secret or ConfigMap it is behind links, which stay as they are when it is
/// replaced.
/// </summary>
internal static class FileStamp
{
    /// <exception cref="IOException">The file is missing, and it was a link.</exception>
    public static DateTime Of(string path)
    {
        var file = new FileInfo(path);
        return (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true)!).LastWriteTimeUtc;
    }
}
