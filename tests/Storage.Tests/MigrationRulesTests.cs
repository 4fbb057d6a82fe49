using CauseFlow.Storage.Schema;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CauseFlow.Storage.Tests;

public sealed class MigrationRulesTests
{
    [Fact]
    public void Tables_columns_that_may_be_left_out_and_plain_indexes_only_add() => Contracting(migration =>
    {
        migration.CreateTable("more", table => new { Id = table.Column<long>() });
        migration.CreateIndex("IX_more_Id", "more", "Id", unique: true);
        migration.AddColumn<string>("Note", "samples", nullable: true);
        migration.AddColumn<long>("Count", "samples", nullable: false, defaultValue: 0L);
        migration.CreateIndex("IX_samples_At", "samples", "At");
    }).ShouldBeEmpty();

    [Fact]
    public void What_the_release_before_could_stumble_over_is_named() => Contracting(migration =>
    {
        migration.AddColumn<string>("Owner", "samples", nullable: false);
        migration.CreateIndex("IX_samples_At", "samples", "At", unique: true);
        migration.DropColumn("Words", "samples");
        migration.AlterColumn<string>("Key", "samples", nullable: true);
        migration.DropTable("more");
        migration.Sql("update samples set Version = 2");
    }).ShouldBe(["AddColumn on samples", "CreateIndex on samples", "DropColumn on samples", "AlterColumn on samples", "DropTable on more", "Sql"], ignoreOrder: true);

    [Theory]
    [InlineData("20270101000000_ContractOldWords", true)]
    [InlineData("20270101000000_AddContract", false)]
    [InlineData("20270101000000_Initial", false)]
    public void Name_says_that_something_is_taken_away(string id, bool expected) =>
        MigrationRules.IsContract(id).ShouldBe(expected);

    private static IReadOnlyList<string> Contracting(Action<MigrationBuilder> up)
    {
        var builder = new MigrationBuilder("any");
        up(builder);
        return MigrationRules.Contracting(builder.Operations);
    }
}
