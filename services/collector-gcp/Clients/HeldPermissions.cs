namespace CauseFlow.CollectorGcp.Clients;

/// <summary>What Google says of permissions that it was asked about.</summary>
/// <param name="Held">The caller has them in the project.</param>
/// <param name="NotOffered">A project knows none such: nobody can hold them there.</param>
internal sealed record HeldPermissions(IReadOnlySet<string> Held, IReadOnlySet<string> NotOffered);
