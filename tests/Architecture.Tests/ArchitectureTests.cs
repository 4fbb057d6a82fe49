using System.Reflection;
using NetArchTest.Rules;

namespace CauseFlow.Architecture.Tests;

public sealed class ArchitectureTests
{
    private static readonly Repository Clone = Repository.Clone;

    [Fact]
    public void Every_project_has_its_place_in_the_layout() => ProjectRules.OutsideTheLayout(Clone).ShouldBeEmpty();

    [Fact]
    public void Every_project_is_in_the_solution() => ProjectRules.NotInTheSolution(Clone).ShouldBeEmpty();

    [Fact]
    public void Every_project_pins_its_packages() => ProjectRules.WithoutLockFile(Clone).ShouldBeEmpty();

    [Fact]
    public void Services_reference_only_shared_projects() => ProjectRules.ForbiddenReferences(Clone).ShouldBeEmpty();

    [Fact]
    public void Contracts_need_no_package() =>
        ProjectRules.Packages(Clone, "shared/Contracts/Contracts.csproj").ShouldBeEmpty();

    [Fact]
    public void No_folder_is_named_after_a_layer() => SourceRules.BannedFolderNames(Clone).ShouldBeEmpty();

    [Fact]
    public void Nothing_bypasses_prefix_required_members_port_rule_or_outbox() =>
        SourceRules.BannedCalls(Clone).ShouldBeEmpty();

    [Fact]
    public void Program_of_a_service_is_a_table_of_contents() => SourceRules.LongPrograms(Clone).ShouldBeEmpty();

    [Fact]
    public void Logic_knows_nothing_of_the_bus()
    {
        var dependent = Types.InAssemblies(ProductAssemblies())
            .That().HaveDependencyOn("MassTransit")
            .GetTypes()
            .Where(type => !MayKnowTheBus(type))
            .Select(type => type.FullName);

        dependent.ShouldBeEmpty();
    }

    /// <summary>Services and shared projects, as far as the build put them beside this test.</summary>
    private static IEnumerable<Assembly> ProductAssemblies() =>
        Clone.Projects
            .Where(project => project.StartsWith("services/", StringComparison.Ordinal)
                || (project.StartsWith("shared/", StringComparison.Ordinal)
                    && !project.StartsWith("shared/Messaging/", StringComparison.Ordinal)))
            .Select(project => $"CauseFlow.{Path.GetFileNameWithoutExtension(project)}.dll")
            .Select(name => Path.Combine(AppContext.BaseDirectory, name))
            .Where(File.Exists)
            .Select(Assembly.LoadFrom);

    /// <summary>Consumers translate messages, registrations name them; closures are nested in either.</summary>
    private static bool MayKnowTheBus(Type type)
    {
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
        {
            if (outer.Name.Contains("Consumer", StringComparison.Ordinal)
                || outer.Name.EndsWith("Registration", StringComparison.Ordinal)
                || outer.Name == "Program")
            {
                return true;
            }
        }

        return false;
    }
}
