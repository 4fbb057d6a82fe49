using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging.Tests;

public sealed class FirstDbContext(DbContextOptions<FirstDbContext> options) : EffectsDbContext(options);
