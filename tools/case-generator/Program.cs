using CauseFlow.CaseGeneration;

try
{
    var (options, folder) = CommandLine.Parse(args);
    var count = 0;
    foreach (var item in CaseSet.Generate(options))
    {
        item.Write(Path.Combine(folder, "cases"), Path.Combine(folder, "truth"));
        count++;
    }

    Console.WriteLine($"{count} cases in {Path.Combine(folder, "cases")}, their truth in {Path.Combine(folder, "truth")}");
    return 0;
}
catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n{CommandLine.Usage}");
    return 2;
}
