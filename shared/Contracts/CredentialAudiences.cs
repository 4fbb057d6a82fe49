namespace CauseFlow.Contracts;

public static class CredentialAudiences
{
    public const string Aws = "aws";
}
