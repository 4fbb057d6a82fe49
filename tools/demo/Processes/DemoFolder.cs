namespace CauseFlow.Demo.Processes;

/// <summary>A temporary folder, readable by its owner only, that is removed at the end.</summary>
internal sealed class DemoFolder(bool keep) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("causeflow-demo-").FullName;

    public string Data => System.IO.Path.Combine(Path, "data");

    public string TraceFile => System.IO.Path.Combine(Path, "trace.jsonl");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (keep)
        {
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A child that was just killed may still hold a file; the system's own cleaning takes the rest.
        }
    }
}
