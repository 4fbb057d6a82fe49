namespace CauseFlow.CloudSimulation.Azure;

/// <summary>A refusal of Entra's: the number is what it means, the text has changed over the years.</summary>
internal sealed class EntraException(int number, int status, string error, string message) : Exception(message)
{
    public int Number => number;

    public int Status => status;

    public string Error => error;
}
