using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Storage.Tests;

/// <summary>The release after it, with a second migration.</summary>
public sealed class NextSampleDbContext(DbContextOptions<NextSampleDbContext> options) : SamplesDbContext(options);
