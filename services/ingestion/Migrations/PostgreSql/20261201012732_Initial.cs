using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CauseFlow.Ingestion.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accepted_topics",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    TopicArn = table.Column<string>(type: "text", nullable: false),
                    Source = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accepted_topics", x => new { x.TenantId, x.TopicArn, x.Source });
                });

            migrationBuilder.CreateTable(
                name: "canary_proofs",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    AlarmId = table.Column<string>(type: "text", nullable: false),
                    Account = table.Column<string>(type: "text", nullable: false),
                    Region = table.Column<string>(type: "text", nullable: false),
                    TopicArn = table.Column<string>(type: "text", nullable: false),
                    FiredAt = table.Column<long>(type: "bigint", nullable: false),
                    ReceivedAt = table.Column<long>(type: "bigint", nullable: false),
                    IsFromQueue = table.Column<bool>(type: "boolean", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_canary_proofs", x => new { x.TenantId, x.AlarmId });
                });

            migrationBuilder.CreateTable(
                name: "composite_links",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    ChildId = table.Column<string>(type: "text", nullable: false),
                    CompositeId = table.Column<string>(type: "text", nullable: false),
                    SeenAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_composite_links", x => new { x.TenantId, x.ChildId, x.CompositeId });
                });

            migrationBuilder.CreateTable(
                name: "confirmations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false),
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    TopicArn = table.Column<string>(type: "text", nullable: false),
                    MessageId = table.Column<string>(type: "text", nullable: false),
                    Status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ReceivedAt = table.Column<long>(type: "bigint", nullable: false),
                    SentAt = table.Column<long>(type: "bigint", nullable: false),
                    RouteGeneration = table.Column<int>(type: "integer", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    SubscribeUrl = table.Column<string>(type: "text", nullable: true),
                    KeyId = table.Column<string>(type: "text", nullable: true),
                    DueAt = table.Column<long>(type: "bigint", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    LastError = table.Column<string>(type: "text", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_confirmations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "connected_accounts",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    Account = table.Column<string>(type: "text", nullable: false),
                    IntegrationId = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_connected_accounts", x => new { x.TenantId, x.Account, x.IntegrationId });
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "text", nullable: true),
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    Provider = table.Column<string>(type: "text", nullable: false),
                    ReceivedAt = table.Column<long>(type: "bigint", nullable: false),
                    Verdict = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "text", nullable: true),
                    Remedy = table.Column<string>(type: "text", nullable: true),
                    MessageId = table.Column<string>(type: "text", nullable: true),
                    TopicArn = table.Column<string>(type: "text", nullable: true),
                    MessageType = table.Column<string>(type: "text", nullable: true),
                    RouteGeneration = table.Column<int>(type: "integer", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: true),
                    AwaitedAccount = table.Column<string>(type: "text", nullable: true),
                    IncidentId = table.Column<string>(type: "text", nullable: true),
                    TraceParent = table.Column<string>(type: "text", nullable: true),
                    DecideAt = table.Column<long>(type: "bigint", nullable: true),
                    ClaimedUntil = table.Column<long>(type: "bigint", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    Count = table.Column<int>(type: "integer", nullable: false),
                    AggregateKey = table.Column<string>(type: "text", nullable: true),
                    Samples = table.Column<string>(type: "text", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "firings",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    AlarmId = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    StateChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    IncidentKey = table.Column<string>(type: "text", nullable: false),
                    IncidentId = table.Column<string>(type: "text", nullable: true),
                    Alarm = table.Column<string>(type: "text", nullable: false),
                    DeliveryId = table.Column<string>(type: "text", nullable: false),
                    ReceivedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_firings", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "groups",
                columns: table => new
                {
                    IncidentId = table.Column<string>(type: "text", nullable: false),
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    IncidentKey = table.Column<string>(type: "text", nullable: false),
                    OpenKey = table.Column<string>(type: "text", nullable: true),
                    Status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OpenedAt = table.Column<long>(type: "bigint", nullable: false),
                    QuietSince = table.Column<long>(type: "bigint", nullable: true),
                    EndedByPersonAt = table.Column<long>(type: "bigint", nullable: true),
                    PersonChangedAt = table.Column<long>(type: "bigint", nullable: true),
                    ResolveDueAt = table.Column<long>(type: "bigint", nullable: true),
                    FiringCount = table.Column<int>(type: "integer", nullable: false),
                    AlarmCount = table.Column<int>(type: "integer", nullable: false),
                    IsInvestigated = table.Column<bool>(type: "boolean", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_groups", x => x.IncidentId);
                });

            migrationBuilder.CreateTable(
                name: "idempotent_posts",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Route = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    KeyHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    BodyHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    CreatedId = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotent_posts", x => new { x.TenantId, x.Route, x.KeyHash });
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                columns: table => new
                {
                    MessageId = table.Column<Guid>(type: "uuid", nullable: false),
                    Endpoint = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ReceivedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox", x => new { x.MessageId, x.Endpoint });
                });

            migrationBuilder.CreateTable(
                name: "incident_keys",
                columns: table => new
                {
                    IncidentKey = table.Column<string>(type: "text", nullable: false),
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    UsedAt = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incident_keys", x => x.IncidentKey);
                });

            migrationBuilder.CreateTable(
                name: "integration_versions",
                columns: table => new
                {
                    IntegrationId = table.Column<string>(type: "text", nullable: false),
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_integration_versions", x => x.IntegrationId);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    trace_parent = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: false),
                    leased_until = table.Column<long>(type: "bigint", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.seq);
                });

            migrationBuilder.CreateTable(
                name: "sender_beats",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    Provider = table.Column<string>(type: "text", nullable: false),
                    TopicArn = table.Column<string>(type: "text", nullable: false),
                    LastReceivedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sender_beats", x => new { x.TenantId, x.Provider, x.TopicArn });
                });

            migrationBuilder.CreateTable(
                name: "start_slots",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    Minute = table.Column<long>(type: "bigint", nullable: false),
                    Count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_start_slots", x => new { x.TenantId, x.Minute });
                });

            migrationBuilder.CreateTable(
                name: "webhook_routes",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "text", nullable: false),
                    Provider = table.Column<string>(type: "text", nullable: false),
                    Generation = table.Column<int>(type: "integer", nullable: false),
                    KeyHash = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_routes", x => new { x.TenantId, x.Provider, x.Generation });
                });

            migrationBuilder.CreateIndex(
                name: "IX_canary_proofs_ReceivedAt",
                table: "canary_proofs",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_composite_links_SeenAt",
                table: "composite_links",
                column: "SeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_composite_links_TenantId_CompositeId",
                table: "composite_links",
                columns: new[] { "TenantId", "CompositeId" });

            migrationBuilder.CreateIndex(
                name: "IX_confirmations_DueAt",
                table: "confirmations",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_confirmations_KeyId",
                table: "confirmations",
                column: "KeyId");

            migrationBuilder.CreateIndex(
                name: "IX_confirmations_TenantId_MessageId",
                table: "confirmations",
                columns: new[] { "TenantId", "MessageId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_AggregateKey",
                table: "deliveries",
                column: "AggregateKey",
                unique: true,
                filter: "\"AggregateKey\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_DecideAt",
                table: "deliveries",
                column: "DecideAt",
                filter: "\"DecideAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_Id",
                table: "deliveries",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_MessageId_TenantId_TopicArn",
                table: "deliveries",
                columns: new[] { "MessageId", "TenantId", "TopicArn" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_ReceivedAt",
                table: "deliveries",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_TenantId_Seq",
                table: "deliveries",
                columns: new[] { "TenantId", "Seq" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_TenantId_TopicArn",
                table: "deliveries",
                columns: new[] { "TenantId", "TopicArn" },
                filter: "\"Verdict\" = 'Held'");

            migrationBuilder.CreateIndex(
                name: "IX_firings_IncidentId_AlarmId_State_StateChangedAt",
                table: "firings",
                columns: new[] { "IncidentId", "AlarmId", "State", "StateChangedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_firings_IncidentKey",
                table: "firings",
                column: "IncidentKey");

            migrationBuilder.CreateIndex(
                name: "IX_firings_TenantId_AlarmId_State_StateChangedAt",
                table: "firings",
                columns: new[] { "TenantId", "AlarmId", "State", "StateChangedAt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_groups_IncidentKey_OpenedAt",
                table: "groups",
                columns: new[] { "IncidentKey", "OpenedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_groups_OpenKey",
                table: "groups",
                column: "OpenKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_groups_ResolveDueAt",
                table: "groups",
                column: "ResolveDueAt");

            migrationBuilder.CreateIndex(
                name: "IX_idempotent_posts_CreatedAt",
                table: "idempotent_posts",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_inbox_ReceivedAt",
                table: "inbox",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_incident_keys_UsedAt",
                table: "incident_keys",
                column: "UsedAt");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_message_id",
                table: "outbox",
                column: "message_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_webhook_routes_KeyHash",
                table: "webhook_routes",
                column: "KeyHash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accepted_topics");

            migrationBuilder.DropTable(
                name: "canary_proofs");

            migrationBuilder.DropTable(
                name: "composite_links");

            migrationBuilder.DropTable(
                name: "confirmations");

            migrationBuilder.DropTable(
                name: "connected_accounts");

            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "firings");

            migrationBuilder.DropTable(
                name: "groups");

            migrationBuilder.DropTable(
                name: "idempotent_posts");

            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "incident_keys");

            migrationBuilder.DropTable(
                name: "integration_versions");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "sender_beats");

            migrationBuilder.DropTable(
                name: "start_slots");

            migrationBuilder.DropTable(
                name: "webhook_routes");
        }
    }
}
