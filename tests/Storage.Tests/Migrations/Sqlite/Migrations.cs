using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CauseFlow.Storage.Tests.Migrations.Sqlite;

[DbContext(typeof(SampleDbContext))]
[Migration("20260101000000_Initial")]
public sealed class SampleInitial : InitialTables;

[DbContext(typeof(NextSampleDbContext))]
[Migration("20260101000000_Initial")]
public sealed class NextInitial : InitialTables;

[DbContext(typeof(NextSampleDbContext))]
[Migration("20260201000000_AddMore")]
public sealed class NextAddMore : MoreTables;
