using CauseFlow.TestServers;


[assembly: AssemblyFixture(typeof(RabbitMqServer))]
[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
