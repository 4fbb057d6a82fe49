namespace CauseFlow.Architecture.Tests;

/// <summary>The rules see what they are meant to see: each is shown a small tree that breaks it.</summary>
public sealed class RulesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("causeflow-architecture-");

    private Repository Tree => new(folder.FullName);

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("x.AddConsumers(typeof(X).Assembly);")]
    [InlineData("await outbox.Publish<AlarmSeen>(new { Id = 1 });")]
    [InlineData("app.MapGet(path, handler).RequireHost(\"*:6102\");")]
    [InlineData("public sealed class X(IBus bus);")]
    [InlineData("using var transaction = db.Database.BeginTransaction();")]
    [InlineData("await db.Database.BeginTransactionAsync(token);")]
    [InlineData("public sealed class X(IPublishEndpoint endpoint);")]
    public void BannedCalls_InAService_AreFound(string code)
    {
        Write("services/ingestion/Alarms/X.cs", code);

        SourceRules.BannedCalls(Tree).ShouldHaveSingleItem().ShouldStartWith("services/ingestion/Alarms/X.cs");
    }

    [Theory]
    [InlineData("services/ingestion/X.cs", "// IBus would publish past the outbox.")]
    [InlineData("services/collector-aws/XConsumer.cs", "await context.Publish(findings);")]
    [InlineData("services/ingestion/XWriter.cs", "await db.SaveChangesAsync(token);")]
    [InlineData("services/ingestion/bin/X.cs", "public sealed class X(IBus bus);")]
    public void BannedCalls_OfAllowedCode_AreEmpty(string file, string code)
    {
        Write(file, code);

        SourceRules.BannedCalls(Tree).ShouldBeEmpty();
    }

    [Fact]
    public void BannedCalls_SaveChangesInAConsumer_IsFound()
    {
        Write("services/ingestion/XConsumer.cs", "await db.SaveChangesAsync(token);");

        SourceRules.BannedCalls(Tree).ShouldHaveSingleItem();
    }

    [Fact]
    public void ForbiddenReferences_ServiceToService_IsFoundExceptInAllInOne()
    {
        const string reference = "<Project><ItemGroup><ProjectReference Include=\"../gateway/Gateway.csproj\" />"
            + "<ProjectReference Include=\"../../shared/Contracts/Contracts.csproj\" /></ItemGroup></Project>";
        Write("services/ingestion/Ingestion.csproj", reference);
        Write("services/all-in-one/AllInOne.csproj", reference);

        ProjectRules.ForbiddenReferences(Tree)
            .ShouldBe(["services/ingestion/Ingestion.csproj -> services/gateway/Gateway.csproj"]);
    }

    [Fact]
    public void OutsideTheLayout_UnknownPlaces_AreFound()
    {
        Write("services/ingestion/Ingestion.csproj", "<Project />");
        Write("services/ingestion/Sns/Sns.csproj", "<Project />");
        Write("shared/Misc/Misc.csproj", "<Project />");
        Write("tests/Ingestion.Tests/Ingestion.Tests.csproj", "<Project />");

        ProjectRules.OutsideTheLayout(Tree)
            .ShouldBe(["services/ingestion/Sns/Sns.csproj", "shared/Misc/Misc.csproj"]);
    }

    [Fact]
    public void NotInTheSolution_MissingProject_IsFound()
    {
        Write("CauseFlow.slnx", "<Solution><Project Path=\"shared/A/A.csproj\" /></Solution>");
        Write("shared/A/A.csproj", "<Project />");
        Write("shared/B/B.csproj", "<Project />");

        ProjectRules.NotInTheSolution(Tree).ShouldBe(["shared/B/B.csproj"]);
    }

    [Fact]
    public void Rules_OnLayerFolderAndLongProgram_FindThem()
    {
        Write("services/ingestion/Helpers/X.cs", "");
        Write("services/ingestion/Program.cs", string.Join('\n', Enumerable.Repeat("app.Run();", 41)));

        SourceRules.BannedFolderNames(Tree).ShouldBe(["services/ingestion/Helpers"]);
        SourceRules.LongPrograms(Tree).ShouldBe(["services/ingestion/Program.cs"]);
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
