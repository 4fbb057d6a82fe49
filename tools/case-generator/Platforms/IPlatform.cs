namespace CauseFlow.CaseGeneration.Platforms;

/// <summary>One cloud: builds applications of its shapes.</summary>
internal interface IPlatform
{
    /// <summary>A word of <see cref="CloudWords"/>.</summary>
    string Provider { get; }

    /// <summary>Names of the shapes; those that collectors read in full come first.</summary>
    IReadOnlyList<string> Shapes { get; }

    Application Build(string shape, Names names);
}
