namespace CauseFlow.Deployment.Tests;

/// <summary>docs/kubernetes.md says which parts may be left out: then the rest still renders, and asks for nothing of that operator.</summary>
public sealed class ComponentTests
{
    private static readonly IReadOnlyDictionary<string, string[]> KindsOf = new Dictionary<string, string[]>
    {
        ["certificates"] = ["Certificate", "Issuer"],
        ["keda"] = ["ScaledObject", "TriggerAuthentication"],
        ["monitoring"] = ["ServiceMonitor", "PrometheusRule"],
        ["rabbitmq-operator"] = ["RabbitmqCluster", "User", "Permission"],
    };

    [Fact]
    public void Every_component_is_known_here() => Directory.GetDirectories(Repository.File("deploy/k8s/components"))
        .Select(folder => Path.GetFileName(folder)).ShouldBe(KindsOf.Keys, ignoreOrder: true);

    [Theory]
    [InlineData("certificates")]
    [InlineData("keda")]
    [InlineData("monitoring")]
    [InlineData("rabbitmq-operator")]
    public void A_component_may_be_left_out(string component)
    {
        Repository.Read("docs/kubernetes.md").ShouldContain($"leave out the component `{component}`");
        var folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;
        try
        {
            Copy(Repository.File("deploy/k8s"), folder);
            var file = Path.Combine(folder, "overlays", "production", "kustomization.yaml");
            var lines = File.ReadAllLines(file);
            File.WriteAllLines(file, lines.Where(line => !line.EndsWith($"components/{component}", StringComparison.Ordinal)));
            File.ReadAllLines(file).Length.ShouldBe(lines.Length - 1);

            var rest = new Rendered(Rendered.Parse(Tool.Run("kubectl", "kustomize", Path.GetDirectoryName(file)!)));

            rest.All.Where(resource => KindsOf[component].Contains(resource.Kind)).ShouldBeEmpty();
            var whole = Rendered.Overlay("production");
            rest.Deployments.Select(deployment => deployment.Name).ShouldBe(whole.Deployments.Select(deployment => deployment.Name));
            foreach (var other in KindsOf.Where(other => other.Key != component).SelectMany(other => other.Value))
            {
                rest.Of(other).Count().ShouldBe(whole.Of(other).Count(), other);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
