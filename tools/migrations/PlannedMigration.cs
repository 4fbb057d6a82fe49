using Microsoft.EntityFrameworkCore.Migrations.Design;

namespace CauseFlow.Migrations;

/// <summary>Code that is not on disk yet; <c>Complaint</c> says why it may not be, and is null where it may.</summary>
internal sealed record PlannedMigration(string Folder, ScaffoldedMigration Code, string? Complaint)
{
    /// <summary>Writes the three files and returns their names.</summary>
    public IEnumerable<string> Write()
    {
        Directory.CreateDirectory(Folder);
        yield return Write($"{Code.MigrationId}.cs", Code.MigrationCode);
        yield return Write($"{Code.MigrationId}.Designer.cs", Code.MetadataCode);
        yield return Write($"{Code.SnapshotName}.cs", Code.SnapshotCode);
    }

    private string Write(string name, string code)
    {
        var file = Path.Combine(Folder, name);
        File.WriteAllText(file, code.ReplaceLineEndings("\n"));
        return file;
    }
}
