using CauseFlow.Cli;

return await CommandTree.Create().RunAsync(args);
