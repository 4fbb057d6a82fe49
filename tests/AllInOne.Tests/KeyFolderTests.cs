namespace CauseFlow.AllInOne.Tests;

public sealed class KeyFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("causeflow-keys-").FullName;

    private string Data => Path.Combine(_root, "data");

    [Fact]
    public void Open_Nothing_IsAFirstStartThatOnlyTheOwnerMayRead()
    {
        var keys = KeyFolder.Open(Data);

        keys.IsFirstStart.ShouldBeTrue();
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.GetUnixFileMode(keys.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Data).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Open_FolderThatOthersMayRead_IsTheOwnersOnlyFromThenOn()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode everybody = (UnixFileMode)0b111_101_101;
        Directory.CreateDirectory(Data, everybody);

        KeyFolder.Open(Data);

        File.GetUnixFileMode(Data).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Open_FirstStartWasCutOff_GoesOn()
    {
        KeyFolder.Open(Data);
        MakeData();

        KeyFolder.Open(Data).IsFirstStart.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_DataWithoutItsKeys_IsRefused(bool emptyFolderIsThere)
    {
        KeyFolder.Open(Data).MarkComplete();
        MakeData();
        Directory.Delete(Data + "-keys", recursive: true);
        if (emptyFolderIsThere)
        {
            Directory.CreateDirectory(Data + "-keys");
        }

        Should.Throw<InvalidOperationException>(() => KeyFolder.Open(Data)).Message.ShouldContain("backup");
    }

    [Fact]
    public void Open_AfterACompleteStart_IsNoFirstStart()
    {
        KeyFolder.Open(Data).MarkComplete();
        MakeData();

        KeyFolder.Open(Data).IsFirstStart.ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void MakeData() => File.WriteAllText(Path.Combine(Data, "ingestion.db"), "");
}
