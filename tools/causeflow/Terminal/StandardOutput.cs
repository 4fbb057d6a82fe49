using Microsoft.Win32.SafeHandles;

namespace CauseFlow.Cli.Terminal;

/// <summary>Opens standard output so that a reader who has gone is noticed.</summary>
internal static class StandardOutput
{
    /// <summary>
    /// .NET's own stream swallows a broken pipe, and <c>causeflow incidents watch … | head -1</c> would never end. A file is
    /// left to it, since its position is shared with whoever else appends.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        try
        {
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Closed (>&-) or of another kind: what is written there goes nowhere.
            return Console.OpenStandardOutput();
        }
    }
}
