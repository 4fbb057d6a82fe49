namespace CauseFlow.CaseGeneration.Platforms;

/// <summary>One cloud: builds applications of its shapes.</summary>
internal interface IPlatform
{
    /// <summary>A word of <see cref="CloudWords"/>.</summary>
    string Provider { get; }

    /// <summary>Names of the shapes; those that collectors read in full come first.</summary>
    IReadOnlyList<string> Shapes { get; }

    /// <param name="shape">One of <see cref="Shapes"/>.</param>
    /// <param name="names">Gives every name.</param>
    /// <param name="isPlayed">True: an application for the simulator, of one service whose alarm leads collectors to all there is,
    /// in the one account that a test connects.</param>
    Application Build(string shape, Names names, bool isPlayed);
}
