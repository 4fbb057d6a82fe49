using System.Reflection;

namespace CauseFlow.Architecture.Tests;

public sealed class SettingsPageTests
{
    private static readonly IReadOnlyList<Assembly> Assemblies =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "CauseFlow.*.dll")
            .Where(file => !file.EndsWith("Tests.dll", StringComparison.Ordinal)).Select(Assembly.LoadFrom),
    ];

    /// <summary>Run with CAUSEFLOW_APPROVE=1 to write the page.</summary>
    [Fact]
    public void Page_of_settings_is_what_the_code_reads()
    {
        var file = Path.Combine(Repository.Clone.Root, "docs", "settings.md");
        var text = SettingsPage.Write(Assemblies);
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1")
        {
            File.WriteAllText(file, text);
        }

        File.ReadAllText(file).ShouldBe(text);
    }

    [Fact]
    public void Every_options_class_is_on_the_page_of_settings() =>
        Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith("Options", StringComparison.Ordinal)
                && type.Namespace!.StartsWith("CauseFlow", StringComparison.Ordinal))
            .Select(type => type.Name).Except(SettingsPage.Types).ShouldBeEmpty();

    [Fact]
    public void Every_setting_says_what_it_means() =>
        SettingsPage.Write(Assemblies).Split('\n').Where(line => line.EndsWith("|  |", StringComparison.Ordinal)).ShouldBeEmpty();
}
