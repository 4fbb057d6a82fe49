using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Providers.Azure.Setup;

/// <summary>
/// The same as Terraform: application, principal, role assignments, and a federated credential or a secret.
/// </summary>
public static class AzureTerraform
{
    public static string Create(KeylessSubject? keyless) => Head + (keyless is null ? Secret : Federated(keyless)) + Outputs;

    private const string Head =
        """
        terraform {
          required_providers {
            azuread = { source = "hashicorp/azuread", version = "~> 3.0" }
            azurerm = { source = "hashicorp/azurerm", version = "~> 4.0" }
          }
        }

        variable "subscription_ids" {
          type = set(string)
        }

        variable "workspace_resource_id" {
          type    = string
          default = null
        }

        provider "azurerm" {
          features {}
          subscription_id = tolist(var.subscription_ids)[0]
        }

        data "azuread_client_config" "current" {}

        resource "azuread_application" "causeflow" {
          display_name     = "CauseFlow"
          sign_in_audience = "AzureADMyOrg"
        }

        resource "azuread_service_principal" "causeflow" {
          client_id = azuread_application.causeflow.client_id
        }

        resource "azurerm_role_assignment" "reader" {
          for_each             = var.subscription_ids
          scope                = "/subscriptions/${each.value}"
          role_definition_name = "Reader"
          principal_id         = azuread_service_principal.causeflow.object_id
        }

        resource "azurerm_role_assignment" "logs" {
          count                = var.workspace_resource_id == null ? 0 : 1
          scope                = var.workspace_resource_id
          role_definition_name = "Log Analytics Reader"
          principal_id         = azuread_service_principal.causeflow.object_id
        }


        """;

    private const string Secret =
        """
        resource "azuread_application_password" "causeflow" {
          application_id = azuread_application.causeflow.id
          display_name   = "causeflow"
        }

        output "client_secret" {
          value     = azuread_application_password.causeflow.value
          sensitive = true
        }


        """;

    private const string Outputs =
        """
        output "tenant_id" {
          value = data.azuread_client_config.current.tenant_id
        }

        output "client_id" {
          value = azuread_application.causeflow.client_id
        }

        """;

    private static string Federated(KeylessSubject keyless) =>
        $$"""
        resource "azuread_application_federated_identity_credential" "causeflow" {
          application_id = azuread_application.causeflow.id
          display_name   = "causeflow"
          issuer         = "{{keyless.Issuer}}"
          subject        = "{{keyless.Subject}}"
          audiences      = ["{{keyless.Audience}}"]
        }


        """;
}
