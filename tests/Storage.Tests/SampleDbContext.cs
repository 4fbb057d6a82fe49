using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Storage.Tests;

/// <summary>A release with one migration.</summary>
public sealed class SampleDbContext(DbContextOptions<SampleDbContext> options) : SamplesDbContext(options);
