using Microsoft.EntityFrameworkCore.Migrations;

namespace CauseFlow.Storage.Tests.Migrations;

/// <summary>Its first step always works, its second only where no two samples have the same instant.</summary>
public abstract class MoreTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("more", table => new { Id = table.Column<long>() },
            constraints: table => table.PrimaryKey("PK_more", x => x.Id));
        migrationBuilder.CreateIndex("IX_samples_At", "samples", "At", unique: true);
    }
}
