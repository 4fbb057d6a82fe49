using CauseFlow.Collection.Plans;

namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>
/// The same as the CloudFormation template, for Terraform, in the form that <c>terraform fmt</c> leaves. It holds no secret.
/// </summary>
public static class TerraformConfiguration
{
    /// <param name="principalArn">Default of the principal variable; checked by the operator's configuration.</param>
    /// <param name="region">Default of the region variable.</param>
    public static string Create(string principalArn, string region) =>
        Variables(principalArn, region) + Role() + Topic() + Subscription() + Outputs;

    private static string Variables(string principalArn, string region) =>
        $$"""
        terraform {
          required_providers {
            aws = {
              source  = "hashicorp/aws"
              version = ">= 5.0"
            }
          }
        }

        variable "external_id" {
          description = "The external id of GET /v1/integrations/aws/setup"
          type        = string
          sensitive   = true
        }

        variable "webhook_url" {
          description = "The CloudWatch address of GET /v1/webhooks; empty makes no subscription"
          type        = string
          sensitive   = true
          default     = ""
        }

        variable "principal_arn" {
          description = "Who may assume the role: CauseFlow's principal"
          type        = string
          default     = "{{principalArn}}"
        }

        variable "region" {
          type    = string
          default = "{{region}}"
        }

        variable "role_name" {
          type    = string
          default = "{{SetupNames.Role}}"
        }

        variable "topic_name" {
          type    = string
          default = "{{SetupNames.Topic}}"
        }

        provider "aws" {
          region = var.region
        }

        data "aws_caller_identity" "current" {}


        """;

    private static string Role() =>
        $$"""
        resource "aws_iam_role" "causeflow" {
          name                 = var.role_name
          description          = "Lets CauseFlow read metrics, logs and configuration while it investigates"
          max_session_duration = 3600

          assume_role_policy = jsonencode({
            Version = "{{AwsPolicies.Version}}"
            Statement = [{
              Effect    = "Allow"
              Principal = { AWS = var.principal_arn }
              Action    = "sts:AssumeRole"
              Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
            }]
          })
        }

        resource "aws_iam_role_policy" "causeflow" {
          name = "{{SetupNames.Policy}}"
          role = aws_iam_role.causeflow.id

          policy = jsonencode({
            Version = "{{AwsPolicies.Version}}"
            Statement = [{
              Sid      = "CauseFlowRead"
              Effect   = "Allow"
              Resource = "*"
              Action = [
        {{string.Join('\n', AwsPolicies.ActionsOf(AwsPlans.All).Select(x => $"        \"{x}\","))}}
              ]
            }]
          })
        }


        """;

    private static string Topic() =>
        $$"""
        resource "aws_sns_topic" "alarms" {
          name = var.topic_name
        }

        resource "aws_sns_topic_policy" "alarms" {
          arn = aws_sns_topic.alarms.arn

          policy = jsonencode({
            Version = "{{AwsPolicies.Version}}"
            Statement = [{
              Effect    = "Allow"
              Principal = { Service = "cloudwatch.amazonaws.com" }
              Action    = "sns:Publish"
              Resource  = aws_sns_topic.alarms.arn
              Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
            }]
          })
        }

        resource "aws_sqs_queue" "dead_letters" {
          name                      = "${var.topic_name}-dead-letters"
          message_retention_seconds = 1209600
        }

        resource "aws_sqs_queue_policy" "dead_letters" {
          queue_url = aws_sqs_queue.dead_letters.id

          policy = jsonencode({
            Version = "{{AwsPolicies.Version}}"
            Statement = [{
              Effect    = "Allow"
              Principal = { Service = "sns.amazonaws.com" }
              Action    = "sqs:SendMessage"
              Resource  = aws_sqs_queue.dead_letters.arn
              Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.alarms.arn } }
            }]
          })
        }


        """;

    private static string Subscription() =>
        $$"""
        resource "aws_sns_topic_subscription" "causeflow" {
          count = nonsensitive(var.webhook_url) == "" ? 0 : 1

          topic_arn              = aws_sns_topic.alarms.arn
          protocol               = "https"
          endpoint               = var.webhook_url
          endpoint_auto_confirms = true

          delivery_policy = jsonencode({
            healthyRetryPolicy = {
              numRetries         = {{SnsDelivery.ImmediateRetries + SnsDelivery.EarlyRetries + SnsDelivery.LateRetries}}
              numNoDelayRetries  = {{SnsDelivery.ImmediateRetries}}
              minDelayTarget     = {{SnsDelivery.EarlyDelaySeconds}}
              numMinDelayRetries = {{SnsDelivery.EarlyRetries}}
              maxDelayTarget     = {{SnsDelivery.LateDelaySeconds}}
              numMaxDelayRetries = {{SnsDelivery.LateRetries}}
              backoffFunction    = "linear"
            }
          })

          redrive_policy = jsonencode({
            deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
          })

          depends_on = [aws_sqs_queue_policy.dead_letters]
        }


        """;

    private const string Outputs =
        """
        output "role_arn" {
          value = aws_iam_role.causeflow.arn
        }

        output "topic_arn" {
          value = aws_sns_topic.alarms.arn
        }

        """;
}
