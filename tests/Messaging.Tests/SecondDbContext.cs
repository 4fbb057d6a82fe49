using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging.Tests;

public sealed class SecondDbContext(DbContextOptions<SecondDbContext> options) : EffectsDbContext(options);
