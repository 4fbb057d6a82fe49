using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests;

/// <summary>Kubernetes' Pod Security Standard "restricted", and a root file system that cannot be written.</summary>
internal static class RestrictedProfile
{
    private static readonly string[] Volumes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    public static IEnumerable<string> Violations(Resource workload)
    {
        var pod = workload.PodSpec;
        foreach (var shared in new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(name => (bool?)pod[name] == true))
        {
            yield return $"{workload} has {shared}";
        }

        foreach (var volume in Resource.Items(pod["volumes"]))
        {
            if (volume.AsObject().Any(entry => entry.Key != "name" && !Volumes.Contains(entry.Key)))
            {
                yield return $"{workload} mounts {volume.ToJsonString()}";
            }
        }

        foreach (var container in workload.Containers)
        {
            foreach (var violation in OfContainer(container, pod["securityContext"]))
            {
                yield return $"{workload} {container["name"]}: {violation}";
            }
        }
    }

    private static IEnumerable<string> OfContainer(JsonNode container, JsonNode? pod)
    {
        var own = container["securityContext"];
        if ((bool?)own?["privileged"] == true)
        {
            yield return "is privileged";
        }

        if ((bool?)own?["allowPrivilegeEscalation"] != false)
        {
            yield return "may gain privileges";
        }

        if ((bool?)own?["readOnlyRootFilesystem"] != true)
        {
            yield return "may write its root file system";
        }

        if (!Resource.Items(own?["capabilities"]?["drop"]).Select(item => (string?)item).SequenceEqual(["ALL"])
            || Resource.Items(own?["capabilities"]?["add"]).Any(item => (string?)item != "NET_BIND_SERVICE"))
        {
            yield return "keeps capabilities";
        }

        if ((bool?)(own?["runAsNonRoot"] ?? pod?["runAsNonRoot"]) != true
            || (int?)(own?["runAsUser"] ?? pod?["runAsUser"]) is null or 0)
        {
            yield return "may run as root";
        }

        if ((string?)(own?["seccompProfile"] ?? pod?["seccompProfile"])?["type"] is not ("RuntimeDefault" or "Localhost"))
        {
            yield return "has no seccomp profile";
        }

        if (Resource.Items(container["ports"]).Any(port => port["hostPort"] is not null))
        {
            yield return "takes a port of the host";
        }
    }
}
