using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Providers.Gcp;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>Reads what an admin handed in: of which kind it is, and every mistake in it at once.</summary>
public sealed class CredentialReader(GcpDocuments documents, TimeProvider time)
{
    internal (ReadCredential? Credential, IReadOnlyList<ApiErrorDetail> Errors) Read(NewCredential request)
    {
        var errors = new FieldErrors();
        errors.CheckName(request.Name);
        if ((request.ClientSecret is null) == (request.Credential is null))
        {
            errors.Add("clientSecret", "Give either clientSecret (Azure) or credential (Google Cloud).");
            return (null, errors.All);
        }

        var read = request.ClientSecret is { } secret ? OfAzure(errors, request, secret) : OfGoogle(errors, request);
        return errors.All.Count > 0 ? (null, errors.All) : (read, []);
    }

    private ReadCredential OfAzure(FieldErrors errors, NewCredential request, string secret)
    {
        ConnectAzureValidation.CheckSecret(errors, secret, request.SecretExpiresAt, time.GetUtcNow());
        return new ReadCredential(CredentialKind.AzureClientSecret, secret, secret, null);
    }

    private ReadCredential? OfGoogle(FieldErrors errors, NewCredential request)
    {
        if (request.SecretExpiresAt is not null)
        {
            errors.Add("secretExpiresAt", "Belongs to a client secret of Azure.");
        }

        var (credential, error) = documents.Read(request.Credential);
        if (credential is null)
        {
            errors.Add("credential", error!);
            return null;
        }

        var text = GcpDocuments.TextOf(request.Credential!.Value);

        // The same key in a file that was formatted anew is the same key.
        return credential.PrivateKey is { } key
            ? new ReadCredential(CredentialKind.GcpServiceAccountKey, text, key, credential.Settings.Principal)
            : new ReadCredential(CredentialKind.GcpFederation, text, text, credential.Settings.Principal);
    }
}
