namespace CauseFlow.Collection.Plans;

/// <summary>
/// What a service account for CauseFlow must not be able to do. Only a connection test looks at these, and it tries none: it
/// asks which of them the account holds, which changes and reads nothing. Google has no list of all that an account holds, so
/// that this one names what changes things, acts as others, runs code or reads what customers keep, of every service that is
/// widely used. Whoever may write has several of these. None is in <c>roles/viewer</c>.
/// </summary>
public static class GcpExcess
{
    /// <summary>The method that answers, under which its calls are counted; it needs no permission.</summary>
    public const string Asking = "resourcemanager.projects.testIamPermissions";

    /// <summary>IAM permissions that can be asked about at a project.</summary>
    public static IReadOnlyList<string> Permissions { get; } =
    [
        // Becoming somebody else, and handing out rights.
        .. Of("iam.serviceAccounts", "getAccessToken", "getOpenIdToken", "signBlob", "signJwt", "implicitDelegation", "actAs", "create",
            "update", "delete", "enable", "disable", "setIamPolicy"),
        .. Of("iam.serviceAccountKeys", "create", "delete"), .. Of("iam.roles", "create", "update", "delete"),
        .. Of("iam.workloadIdentityPools", "create", "update"), .. Of("iam.workloadIdentityPoolProviders", "create", "update"),
        .. Of("resourcemanager.projects", "setIamPolicy", "update", "delete", "createBillingAssignment"),
        .. Of("serviceusage.services", "enable", "disable"), .. Of("apikeys.keys", "create", "update"),
        .. Of("privateca.certificates", "create"), .. Of("privateca.certificateAuthorities", "create", "update"),

        // Machines and networks.
        .. Of("compute.instances", "create", "delete", "setMetadata", "setServiceAccount", "setTags", "start", "stop", "reset", "update",
            "osLogin", "osAdminLogin", "setIamPolicy", "attachDisk"),
        .. Of("compute.projects", "setCommonInstanceMetadata"), .. Of("compute.disks", "create", "delete", "createSnapshot", "setIamPolicy"),
        .. Of("compute.snapshots", "create", "delete"), .. Of("compute.images", "create", "delete"),
        .. Of("compute.instanceGroupManagers", "create", "update", "delete"), .. Of("compute.instanceTemplates", "create", "delete"),
        .. Of("compute.firewalls", "create", "update", "delete"), .. Of("compute.networks", "create", "updatePolicy", "delete"),
        .. Of("compute.subnetworks", "create", "update", "delete"), .. Of("compute.routes", "create", "delete"),
        .. Of("compute.backendServices", "create", "update", "delete"), .. Of("compute.urlMaps", "update"),
        .. Of("iap.tunnelInstances", "accessViaIAP"), .. Of("osconfig.patchJobs", "exec"), .. Of("dns.changes", "create"),

        // What runs in containers and functions, and what builds and starts it.
        .. Of("container.clusters", "create", "update", "delete", "getCredentials"),
        .. Of("container.pods", "create", "update", "delete", "exec", "attach", "portForward"),
        .. Of("container.secrets", "get", "list", "create", "update"), .. Of("container.deployments", "create", "update", "delete"),
        .. Of("gkehub.gateway", "post", "put", "patch", "delete"), .. Of("binaryauthorization.policy", "update", "setIamPolicy"),
        .. Of("eventarc.triggers", "create", "update", "delete"), .. Of("firebasehosting.sites", "update"),
        .. Of("container.daemonSets", "create"), .. Of("container.clusterRoleBindings", "create"), .. Of("container.serviceAccounts", "createToken"),
        .. Of("run.services", "create", "update", "delete", "setIamPolicy"), .. Of("run.routes", "invoke"), .. Of("run.jobs", "create", "update", "run"),
        .. Of("cloudfunctions.functions", "create", "update", "delete", "call", "setIamPolicy"),
        .. Of("appengine.applications", "update"), .. Of("appengine.versions", "create", "update", "delete"),
        .. Of("cloudbuild.builds", "create", "update"), .. Of("deploymentmanager.deployments", "create", "update", "delete"),
        .. Of("artifactregistry.repositories", "create", "delete", "uploadArtifacts"), .. Of("cloudscheduler.jobs", "create", "update", "run"),
        .. Of("cloudtasks.tasks", "create"), .. Of("workflows.workflows", "create", "update"), .. Of("workflows.executions", "create"),
        .. Of("dataflow.jobs", "create", "cancel"), .. Of("dataproc.clusters", "create", "use"), .. Of("dataproc.jobs", "create"),
        .. Of("composer.environments", "create", "update"), .. Of("aiplatform.customJobs", "create"), .. Of("notebooks.instances", "create"),

        // What customers keep.
        .. Of("storage.objects", "get", "create", "delete", "setIamPolicy"),
        .. Of("storage.buckets", "create", "update", "delete", "setIamPolicy"), .. Of("storage.hmacKeys", "create"),
        .. Of("secretmanager.versions", "access", "add", "destroy"), .. Of("secretmanager.secrets", "create", "update", "delete", "setIamPolicy"),
        .. Of("cloudkms.cryptoKeyVersions", "useToDecrypt", "useToEncrypt", "useToSign", "destroy"), .. Of("cloudkms.cryptoKeys", "setIamPolicy"),
        .. Of("cloudsql.instances", "connect", "login", "create", "update", "delete", "restart", "import"), .. Of("cloudsql.users", "create", "update"),
        .. Of("bigquery.tables", "getData", "updateData", "create", "update", "delete"), .. Of("bigquery.datasets", "create", "update", "delete"),
        .. Of("pubsub.topics", "create", "publish", "delete"), .. Of("pubsub.subscriptions", "create", "consume", "delete"),
        .. Of("datastore.entities", "create", "update", "delete"), .. Of("spanner.databases", "write", "updateDdl", "drop"),
        .. Of("alloydb.clusters", "create", "update", "delete"), .. Of("alloydb.instances", "create", "update", "delete", "restart"),
        .. Of("alloydb.users", "create", "update", "delete"), .. Of("file.instances", "create", "update", "delete", "restore"),
        .. Of("file.backups", "create", "delete"), .. Of("firebaserules.rulesets", "create"),
        .. Of("firebaserules.releases", "create", "update"), .. Of("firebasedatabase.instances", "create", "update"),
        .. Of("firebaseauth.users", "create", "update", "delete"), .. Of("healthcare.datasets", "create", "update", "delete"),
        .. Of("healthcare.fhirResources", "create", "update", "delete", "purge"),
        .. Of("bigtable.tables", "mutateRows", "delete"), .. Of("redis.instances", "create", "update", "delete"),

        // What watches over all that, an investigation's own sources among it.
        .. Of("logging.privateLogEntries", "list"), .. Of("logging.logEntries", "create"), .. Of("logging.logs", "delete"),
        .. Of("logging.sinks", "create", "update", "delete"),
        .. Of("logging.buckets", "create", "update", "delete"), .. Of("logging.exclusions", "create"),
        .. Of("monitoring.alertPolicies", "create", "update", "delete"), .. Of("monitoring.notificationChannels", "create", "update", "delete"),
        .. Of("monitoring.timeSeries", "create"),
    ];

    public static SourcePlan Plan { get; } = new()
    {
        Source = "excess",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            new PlannedCall
            {
                Permission = Asking, Mandatory = false, MaxCallsPerRun = 40,

                // A hundred permissions a call, and room to look for one that Google has given up.
                CallsPerTest = 40, CostKind = CostKind.Free,
            },
        ],
    };

    private static IEnumerable<string> Of(string kind, params IEnumerable<string> verbs) => verbs.Select(verb => $"{kind}.{verb}");
}
