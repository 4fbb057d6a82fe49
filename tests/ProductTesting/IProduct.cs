namespace CauseFlow.ProductTesting;

/// <summary>CauseFlow as a customer meets it, whatever it is made of.</summary>
public interface IProduct : IAsyncDisposable
{
    Uri Url { get; }

    string AdminKey { get; }

    /// <summary>What its processes have printed lately, for the message of a failure.</summary>
    string Output { get; }
}
