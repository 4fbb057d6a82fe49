namespace CauseFlow.Evaluation.Scoring;

/// <summary>What the cases of one system lose from one version to the next.</summary>
/// <param name="System">The system.</param>
/// <param name="Figure">Which figure.</param>
/// <param name="Before">Its value with the first version.</param>
/// <param name="After">Its value with the second.</param>
public sealed record SystemLoss(string System, string Figure, double Before, double After)
{
    /// <summary>The protocol's: progress counts only if no system loses more.</summary>
    public const double Most = 0.03;

    public bool IsTooMuch => Before - After > Most + 1e-9;

    /// <summary>Every figure of every system that both versions have.</summary>
    public static IReadOnlyList<SystemLoss> Of(SystemFigures before, SystemFigures after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return
        [
            .. from system in before.BySystem
               where after.BySystem.ContainsKey(system.Key)
               from figure in system.Value
               where after.BySystem[system.Key].ContainsKey(figure.Key)
               select new SystemLoss(system.Key, figure.Key, figure.Value, after.BySystem[system.Key][figure.Key]),
        ];
    }
}
