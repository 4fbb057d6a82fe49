using CauseFlow.Cluster.Processes;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>A file system of a few hundred megabytes in memory; mounting it needs root.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("causeflow-disk-").FullName);
        await RunAsync("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "tmpfs", disk.Folder]);
        return disk;
    }

    /// <summary>Leaves nothing free.</summary>
    public void Fill()
    {
        using var file = File.Create(Filler);
        var block = new byte[1024 * 1024];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full: this is what was wanted.
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", ["-l", Folder]);
        Directory.Delete(Folder);
    }

    private static Task<string> RunAsync(string program, string[] arguments) => ChildProcess.RunAsync(
        program, program, arguments, new Dictionary<string, string>(), "/", CancellationToken.None);
}
