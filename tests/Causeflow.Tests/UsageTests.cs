namespace CauseFlow.Causeflow.Tests;

/// <summary>Exit codes, and what is said to somebody who mistyped something. None of it needs a server.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly CommandLine _program = new();

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("Did you mean `incidents`?", "incident", "list")]
    [InlineData("Did you mean `list`?", "incidents", "lst")]
    [InlineData("Did you mean `--status`?", "incidents", "list", "--statsu", "open")]
    [InlineData("'open'", "incidents", "list", "--status", "opn")]
    [InlineData("--timeout is 1 to 600", "incidents", "list", "--timeout", "0")]
    [InlineData("--limit is 1 to 10000", "incidents", "list", "--limit", "99999999")]
    [InlineData("'json'", "incidents", "list", "-o", "yaml")]
    [InlineData("--from is a time", "incidents", "list", "--from", "yesterday")]
    [InlineData("--close needs a --reason", "incidents", "resolve", "inc_1", "--close")]
    [InlineData("Give either --message ID or --first N", "operations", "error-queues", "redrive", "ingestion", "x_error")]
    [InlineData("--title and --description", "investigate")]
    [InlineData("causeflow incidents --help", "incidents")]
    [InlineData("causeflow --help")]
    [InlineData("A profile's name", "doctor", "--profile", "../x")]
    public async Task AWrongCommandLine_ExitsWith2_AndSaysWhatToType(string says, params string[] arguments)
    {
        var run = await _program.RunAsync(arguments);

        run.Code.ShouldBe(2, run.Output + run.Error);
        run.Error.ShouldContain(says);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Help_GoesToStandardOutput_AndExitsWith0()
    {
        var run = (await _program.RunAsync("integrations", "connect", "aws", "--help")).ShouldSucceed();

        run.Output.ShouldContain("--role-arn");
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task AKeyAsAnArgument_IsRefused_AndNotRepeated()
    {
        var key = "cflo_" + new string('a', 64);

        var run = await _program.RunAsync("login", "http://127.0.0.1:1", key);

        run.Code.ShouldBe(2);
        run.Error.ShouldContain("A key is never an argument");
        run.Error.ShouldNotContain(key);
    }

    [Fact]
    public async Task WithoutALogin_ItSaysHowToLogIn()
    {
        var run = await _program.RunAsync("incidents", "list");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("causeflow login URL");
    }

    [Theory]
    [InlineData("[suggest:12]", "causeflow in", "incidents")]
    [InlineData("[suggest:23]", "causeflow integrations ", "connect")]
    [InlineData("[suggest:34]", "causeflow incidents list --status ", "investigating")]
    [InlineData("[suggest:30]", "causeflow incidents list --out", "--output")]
    [InlineData("[suggest:29]", "causeflow integrations setup ", "azure")]
    public async Task TheSuggestDirective_CompletesVerbsOptionsAndWords(string directive, string line, string expected) =>
        (await _program.RunAsync(directive, line)).ShouldSucceed().Output.Split('\n').ShouldContain(expected);
}
