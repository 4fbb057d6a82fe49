namespace CauseFlow.Contracts;

public enum CloudProvider
{
    Aws,
    Azure,
    Gcp,

    /// <summary>A custom webhook or a person; there may be no cloud account behind it.</summary>
    Generic,
}
