using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace CauseFlow.Storage.Tests.Migrations;

public abstract class InitialTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("idempotent_posts",
            table => new
            {
                TenantId = table.Column<string>(maxLength: 40),
                Route = table.Column<string>(maxLength: 200),
                KeyHash = table.Column<string>(maxLength: 64),
                BodyHash = table.Column<string>(maxLength: 64),
                CreatedId = table.Column<string>(maxLength: 80),
                CreatedAt = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_idempotent_posts", x => new { x.TenantId, x.Route, x.KeyHash }));
        migrationBuilder.CreateTable("samples",
            table => new
            {
                Seq = table.Column<long>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                Key = table.Column<string>(),
                At = table.Column<long>(),
                Status = table.Column<string>(maxLength: 40),
                Words = table.Column<string>(),
                Version = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_samples", x => x.Seq));
        migrationBuilder.CreateIndex("IX_idempotent_posts_CreatedAt", "idempotent_posts", "CreatedAt");
        migrationBuilder.CreateIndex("IX_samples_Key", "samples", "Key", unique: true);
    }
}
