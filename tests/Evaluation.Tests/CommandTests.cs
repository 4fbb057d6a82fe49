using System.Diagnostics;

namespace CauseFlow.Evaluation.Tests;

/// <summary><c>causeflow eval</c> in a process of its own: exit codes, what is said, what is written.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TestCase _case = new();
    private readonly string _out = Directory.CreateTempSubdirectory("causeflow-results-").FullName;

    public void Dispose()
    {
        _case.Dispose();
        Directory.Delete(_out, recursive: true);
    }

    [Fact]
    public async Task ACase_IsJudged_AsInProcess()
    {
        var file = Path.Combine(_out, "new", "result.json");

        var (code, _, error) = await RunAsync("case", "--dir", _case.Folder, "--out", file);

        code.ShouldBe(0, error);
        File.ReadAllBytes(file).ShouldBe(_case.Judge());
    }

    [Fact]
    public async Task BadInput_ExitsWith2_AndNamesFileAndRow()
    {
        _case.Change("changes.json", text => text.Replace("\"2026-11-19T09:00:00Z\"", "\"soon\"", StringComparison.Ordinal));
        var file = Path.Combine(_out, "result.json");

        var (code, _, error) = await RunAsync("case", "--dir", _case.Folder, "--out", file);

        code.ShouldBe(2);
        error.ShouldContain("changes.json, row 2: \"ts\" is no time");
        File.Exists(file).ShouldBeFalse();
    }

    [Theory]
    [InlineData("case", "--out", "x.json")]
    [InlineData("case", "--dir", "nowhere-at-all", "--out", "x.json")]
    [InlineData("case", "--dir", ".", "--out", "x.json", "--now", "tomorrow")]
    [InlineData("batch", "--dir", "nowhere-at-all", "--out", "x")]
    [InlineData("batch", "--dir", ".", "--out", "x", "--jobs", "0")]
    [InlineData("parse", "--in", "nowhere.csv", "--out", "x.csv")]
    [InlineData("compare", "nowhere", "nowhere")]
    public async Task AWrongCommandLine_ExitsWith2(params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);

        code.ShouldBe(2, error);
        error.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task ABatch_JudgesWhatItCan_AndTheSameWithManyAtOnce()
    {
        var cases = Path.Combine(_out, "cases");
        foreach (var name in new[] { "shop/one", "shop/two", "broken" })
        {
            Copy(_case.Folder, Path.Combine(cases, name));
        }

        File.WriteAllText(Path.Combine(cases, "broken", "incident.json"), "{}");
        var (code, output, error) = await RunAsync("batch", "--dir", cases, "--out", Path.Combine(_out, "a"));
        var many = await RunAsync("batch", "--dir", cases, "--out", Path.Combine(_out, "b"), "--jobs", "4");

        (code, many.Code).ShouldBe((2, 2));
        output.ShouldContain("2 of 3 cases judged.");
        error.ShouldContain("broken: incident.json: \"firedAt\" is missing.");
        foreach (var name in new[] { "shop/one.json", "shop/two.json", "shop/one/result.json" })
        {
            File.ReadAllBytes(Path.Combine(_out, "a", name)).ShouldBe(_case.Judge());
            File.ReadAllBytes(Path.Combine(_out, "b", name)).ShouldBe(_case.Judge());
        }
    }

    [Fact]
    public async Task Lines_AreGrouped_OneForOne()
    {
        var lines = Path.Combine(_out, "lines.csv");
        File.WriteAllText(lines, "LineId,Source,Content\r\n7,a,\"got 1 order, \"\"big\"\"\"\r\n8,a,\"got 2 order, \"\"big\"\"\"\r\n9,a,connection to 10.0.0.1 lost\r\n");

        var (code, _, error) = await RunAsync("parse", "--in", lines, "--out", Path.Combine(_out, "groups.csv"));

        code.ShouldBe(0, error);
        error.ShouldMatch(@"^[0-9.]+ s, \d+ MB\n$");
        using var records = new Input.CsvRecords(File.OpenRead(Path.Combine(_out, "groups.csv")), "groups.csv");
        List<(string Id, string Cluster)> rows = [];
        while (records.Read())
        {
            rows.Add((records.Text(0), records.Text(1)));
        }

        rows.Select(row => row.Id).ShouldBe(["7", "8", "9"]);
        rows[0].Cluster.ShouldBe(rows[1].Cluster);
        rows[0].Cluster.ShouldNotBe(rows[2].Cluster);
    }

    [Fact]
    public async Task Compare_FailsWhereASystemLoses()
    {
        foreach (var (folder, resource) in new[] { ("before", "shop"), ("after", "front") })
        {
            Directory.CreateDirectory(Path.Combine(_out, folder));
            File.WriteAllText(Path.Combine(_out, folder, "one.json"),
                $$"""{"verdict":"cause","causes":[{"rank":1,"resource":"{{resource}}","category":"unknown","signal":"s","confidence":0.5,"evidence":[]}]}""");
        }

        Directory.CreateDirectory(Path.Combine(_out, "truth"));
        File.WriteAllText(Path.Combine(_out, "truth", "one.json"), """{"causes":[{"resource":"shop"}]}""");
        string[] compare = ["compare", Path.Combine(_out, "before"), Path.Combine(_out, "after")];

        var plain = await RunAsync(compare);
        var loss = await RunAsync([.. compare, "--truth", Path.Combine(_out, "truth")]);
        var gain = await RunAsync("compare", compare[2], compare[1], "--truth", Path.Combine(_out, "truth"));

        (plain.Code, loss.Code, gain.Code).ShouldBe((0, 1, 0));
        plain.Output.ShouldContain("one: cause, shop (unknown, 0.50) -> cause, front (unknown, 0.50)");
        loss.Output.ShouldContain("(all): AC@1 1.000 -> 0.000, which is more than 0.03 less");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var path in Directory.EnumerateFiles(from))
        {
            File.Copy(path, Path.Combine(to, Path.GetFileName(path)));
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program(), "eval", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>The tool, built in the same configuration as these tests.</summary>
    private static string Program()
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(own.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "tools/causeflow/bin", own.Parent!.Name, own.Name, "causeflow.dll");
    }
}
