using CauseFlow.AllInOne;


await using var host = await AllInOneHost.StartAsync(args);
await host.WaitForShutdownAsync();
