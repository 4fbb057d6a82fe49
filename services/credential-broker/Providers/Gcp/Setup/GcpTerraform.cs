using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Providers.Gcp.Setup;

/// <summary>The same as Terraform: a custom role of exactly what is read, the account, and a pool or a key.</summary>
public static class GcpTerraform
{
    public static string Create(IReadOnlyList<string> permissions, KeylessSubject? keyless)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        return Head(permissions) + (keyless is null ? Key : Pool(keyless));
    }

    private static string Head(IReadOnlyList<string> permissions) =>
        $$"""
        terraform {
          required_providers {
            google = { source = "hashicorp/google", version = "~> 6.0" }
          }
        }

        variable "project_id" {
          type = string
        }

        provider "google" {
          project = var.project_id
        }

        resource "google_project_service" "apis" {
          for_each           = toset([{{string.Join(", ", GcpCommands.Apis.Select(api => $"\"{api}\""))}}])
          service            = each.value
          disable_on_destroy = false
        }

        resource "google_service_account" "causeflow" {
          account_id   = "causeflow"
          display_name = "CauseFlow"
        }

        resource "google_project_iam_custom_role" "causeflow" {
          role_id = "causeflow"
          title   = "CauseFlow"
          permissions = [
        {{string.Join("\n", permissions.Select(permission => $"    \"{permission}\","))}}
          ]
        }

        resource "google_project_iam_member" "causeflow" {
          project = var.project_id
          role    = google_project_iam_custom_role.causeflow.id
          member  = google_service_account.causeflow.member
        }


        """;

    private const string Key =
        """
        resource "google_service_account_key" "causeflow" {
          service_account_id = google_service_account.causeflow.name
        }

        output "credential" {
          value     = base64decode(google_service_account_key.causeflow.private_key)
          sensitive = true
        }

        """;

    private static string Pool(KeylessSubject keyless) =>
        $$"""
        resource "google_iam_workload_identity_pool" "causeflow" {
          workload_identity_pool_id = "causeflow"
        }

        resource "google_iam_workload_identity_pool_provider" "causeflow" {
          workload_identity_pool_id          = google_iam_workload_identity_pool.causeflow.workload_identity_pool_id
          workload_identity_pool_provider_id = "causeflow"
          attribute_mapping                  = { "google.subject" = "assertion.sub" }
          attribute_condition                = "assertion.sub == '{{keyless.Subject}}'"
          oidc {
            issuer_uri = "{{keyless.Issuer}}"
          }
        }

        resource "google_service_account_iam_member" "causeflow" {
          service_account_id = google_service_account.causeflow.name
          role               = "roles/iam.workloadIdentityUser"
          member             = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.causeflow.name}/subject/{{keyless.Subject}}"
        }

        output "audience" {
          value = "//iam.googleapis.com/${google_iam_workload_identity_pool_provider.causeflow.name}"
        }

        output "service_account" {
          value = google_service_account.causeflow.email
        }

        """;
}
