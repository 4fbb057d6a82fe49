namespace CauseFlow.Cli;

internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>It was understood, and did not work, or what was checked is not well.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;
}
