using CauseFlow.TestServers;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
