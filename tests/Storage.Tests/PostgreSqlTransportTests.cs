using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CauseFlow.Storage.Tests;

/// <summary>A database on another machine is spoken to under TLS, by a name that its certificate has.</summary>
public sealed class PostgreSqlTransportTests
{
    private const string Password = "CANARY-password";

    [Theory]
    [InlineData("Host=db.internal")]
    [InlineData("Host=db.internal;SSL Mode=Disable")]
    [InlineData("Host=db.internal;SSL Mode=Prefer")]
    [InlineData("Host=db.internal;SSL Mode=Require")]
    [InlineData("Host=db.internal;SSL Mode=VerifyCA;Root Certificate=ca.crt")]
    [InlineData("Host=localhost,db.internal")]
    [InlineData("Host=10.0.0.5:5432")]
    [InlineData("Host=localhost.evil.example")]
    [InlineData("Server=2001:db8::1")]
    [InlineData("Database=causeflow")]
    public void A_connection_to_another_machine_that_is_not_checked_is_refused_by_the_settings_name(string connection)
    {
        var error = Should.Throw<OptionsValidationException>(() => Options(("Storage:ConnectionString", $"{connection};Password={Password}")));

        error.Message.ShouldContain("Storage:ConnectionString");
        error.Message.ShouldContain("SSL Mode=VerifyFull");
        error.Message.ShouldContain("Services:AllowPlainInternal");
        error.Message.ShouldNotContain(Password);
    }

    [Theory]
    [InlineData("Host=db.internal;SSL Mode=VerifyFull")]
    [InlineData("Host=a.internal,b.internal;SslMode=VerifyFull;Root Certificate=ca.crt")]
    [InlineData("Host=localhost")]
    [InlineData("Host=LOCALHOST:5433")]
    [InlineData("Host=127.0.0.1")]
    [InlineData("Host=127.8.0.1:5432,localhost")]
    [InlineData("Host=::1")]
    [InlineData("Host=[::1]:5432")]
    [InlineData("Host=/var/run/postgresql")]
    public void A_checked_one_and_one_on_this_machine_are_taken(string connection) =>
        Options(("Storage:ConnectionString", connection)).ConnectionString.ShouldBe(connection);

    [Fact]
    public void The_migrations_connection_is_asked_for_the_same()
    {
        var error = Should.Throw<OptionsValidationException>(() => Options(
            ("Storage:ConnectionString", "Host=db.internal;SSL Mode=VerifyFull"), ("Storage:MigrationConnectionString", "Host=db.internal")));

        error.Message.ShouldContain("Storage:MigrationConnectionString");
    }

    [Fact]
    public void A_network_that_encrypts_by_itself_is_the_operators_word() => Options(
        ("Storage:ConnectionString", "Host=db.internal"), ("Services:AllowPlainInternal", "true")).ConnectionString.ShouldBe("Host=db.internal");

    [Fact]
    public void What_is_no_connection_string_is_refused_without_showing_it() =>
        Should.Throw<OptionsValidationException>(() => Options(("Storage:ConnectionString", $"{Password} rubbish=1")))
            .Message.ShouldSatisfyAllConditions(text => text.ShouldContain("Storage:ConnectionString"), text => text.ShouldNotContain(Password));

    private static StoreOptions Options(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Append(("Storage:Provider", "PostgreSql")).ToDictionary(pair => pair.Item1, string? (pair) => pair.Item2)).Build();
        return new ServiceCollection().AddStore<SampleDbContext>(configuration, "sample").BuildServiceProvider()
            .GetRequiredService<IOptions<StoreOptions>>().Value;
    }
}
