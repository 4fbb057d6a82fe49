using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CauseFlow.CloudSimulation;
using CauseFlow.Cluster.Replicas;

namespace CauseFlow.ProductTesting;

/// <summary>all-in-one as a process of its own on a folder of its own: it can be killed and started again.</summary>
public sealed class ProductProcess : IProduct
{
    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, string> _environment;
    private Process? _process;

    public ProductProcess(SimulatorFacts cloud, IReadOnlyDictionary<string, string?>? configuration = null)
    {
        Folder = Directory.CreateTempSubdirectory("causeflow-e2e-").FullName;
        _environment = CloudSettings.Of(
            cloud.Environment, cloud.PrincipalArn, (cloud.SnsHost, cloud.SnsPort, cloud.SnsRootPem), cloud.AzureRootPem, Folder)
            .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        _environment["Data"] = DataFolder;
        _environment["Listen__Public"] = "http://127.0.0.1:0";
        _environment["ReadyFile"] = ReadyFile;
        _environment["Telemetry__TraceFile"] = TraceFile;
        _environment["RateLimits__PerTenant"] = "100000";
        _environment["RateLimits__PerAddress"] = "100000";
        foreach (var (key, value) in configuration ?? new Dictionary<string, string?>())
        {
            _environment[key.Replace(":", "__", StringComparison.Ordinal)] = value!;
        }
    }

    public string Folder { get; }

    public string DataFolder => Path.Combine(Folder, "data");

    public string TraceFile => Path.Combine(Folder, "traces.jsonl");

    /// <summary>Everything that the process has printed, over all its lives.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Of the first start.</summary>
    public string AdminKey { get; private set; } = "";

    /// <summary>Memory that the process holds now.</summary>
    public long WorkingSetBytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    private string ReadyFile => Path.Combine(Folder, "ready.json");

    public async Task StartAsync()
    {
        File.Delete(ReadyFile);
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.ArgumentList.Add(Repository.Assembly("services/all-in-one", "AllInOne"));
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync();
    }

    /// <summary>SIGKILL: nothing is flushed, closed or said.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task WaitUntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!File.Exists(ReadyFile))
        {
            if (_process!.HasExited || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException("all-in-one is not up: " + Output);
            }

            await Task.Delay(50, CancellationToken.None);
        }

        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(ReadyFile));
        Url = new Uri(ready.RootElement.GetProperty("url").GetString()!);
        if (ready.RootElement.GetProperty("firstAdminKey").GetString() is { } key)
        {
            AdminKey = key;
        }
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
