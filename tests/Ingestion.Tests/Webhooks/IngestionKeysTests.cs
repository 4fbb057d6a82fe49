using CauseFlow.Ingestion.Webhooks;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Tests.Webhooks;

public sealed class IngestionKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-keys-").FullName;

    private IngestionKeys Create(bool createMissing = true) => new(Options.Create(new IngestionOptions
    {
        RouteKeyMasterFile = Path.Combine(_folder, "keys", "route.key"), CreateMissingKeys = createMissing,
    }));

    [Fact]
    public void A_missing_key_file_stops_the_start_unless_it_may_be_made()
    {
        Should.Throw<InvalidOperationException>(() => Create(createMissing: false));
        Create();
        Create(createMissing: false);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(_folder, "keys", "route.key"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void RouteKey_IsReproducible_AndDiffersByTenantAndGeneration()
    {
        var key = Create().RouteKey("ten_a", "cloudwatch", 1);
        key.ShouldMatch("^[a-z2-7]{26}$");
        Create().RouteKey("ten_a", "cloudwatch", 1).ShouldBe(key);
        Create().RouteKey("ten_b", "cloudwatch", 1).ShouldNotBe(key);
        Create().RouteKey("ten_a", "cloudwatch", 2).ShouldNotBe(key);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
